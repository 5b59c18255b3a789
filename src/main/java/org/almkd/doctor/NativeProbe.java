package org.almkd.doctor;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.almkd.model.NativeRuntime;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.layers.LayerHelper;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Loads the native libraries, asks them what they are, and lets them compute something known. */
final class NativeProbe {
  private static final Path MAPPINGS = Path.of("/proc/self/maps");
  private static final Pattern OPENBLAS = Pattern.compile("(/\\S*libopenblas[^/\\s]*)$");

  /** Rows, inner size and columns: past what OpenBLAS computes with its kernels for small ones. */
  private static final int[] SIZES = {301, 517, 203};

  private NativeProbe() {}

  /**
   * Looks around.
   *
   * @param threads native threads of a replica
   * @param cpuFlags what the processor can do; empty where that is not known
   * @param environment variables that decide how native libraries work
   */
  static NativeFacts gather(int threads, List<String> cpuFlags, Map<String, String> environment) {
    try {
      NativeRuntime.prepare(threads);
      var information = Nd4j.getExecutioner().getEnvironmentInformation();
      String core =
          asked(() -> function("corename").map(f -> f.invokeString(new Object[0], false)), "");
      // Kernels that the processor cannot run do not fail: the kernel kills the process.
      boolean runs = JvmChecks.missingFeature(core, cpuFlags, environment).isEmpty();
      return new NativeFacts(
          "",
          String.valueOf(information.getProperty("backend")),
          String.valueOf(information.getProperty("blas.vendor")),
          core,
          runs ? helper() : "",
          NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads(),
          asked(() -> function("num_threads").map(f -> f.invokeInt(new Object[0])), 0),
          runs ? productError() : Double.NaN,
          runs);
    } catch (RuntimeException | LinkageError e) {
      // Whatever keeps them from working is what the check tells.
      return NativeFacts.failed(e);
    }
  }

  /**
   * Returns what OpenBLAS says of itself. JNA may fail where ND4J works, as where its own library
   * cannot be unpacked; that is no reason to leave ND4J unchecked.
   */
  static <T> T asked(Supplier<Optional<T>> question, T unknown) {
    try {
      return question.get().orElse(unknown);
    } catch (RuntimeException | LinkageError e) {
      return unknown;
    }
  }

  private static Optional<Function> function(String name) {
    return openBlas().map(library -> library.getFunction("openblas_get_" + name));
  }

  /** The OpenBLAS that ND4J has loaded; JavaCPP's presets do not map the functions asked here. */
  private static Optional<NativeLibrary> openBlas() {
    try (Stream<String> mappings = Files.lines(MAPPINGS)) {
      return mappings
          .map(OPENBLAS::matcher)
          .filter(Matcher::find)
          .map(m -> m.group(1))
          .findFirst()
          .map(NativeLibrary::getInstance);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String helper() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(new OutputLayer.Builder().nOut(2).build())
                .setInputType(InputType.convolutional(8, 8, 2))
                .build());
    network.init();
    network.output(Nd4j.zeros(DataType.FLOAT, 1, 2, 8, 8));
    LayerHelper helper = network.getLayer(0).getHelper();
    return helper == null ? "" : helper.getClass().getSimpleName();
  }

  /** Compares a product of float matrices with plain Java in double. */
  private static double productError() {
    float[] left = random(SIZES[0] * SIZES[1], 1);
    float[] right = random(SIZES[1] * SIZES[2], 2);
    float[] found;
    try (INDArray a = matrix(left, SIZES[0], SIZES[1]);
        INDArray b = matrix(right, SIZES[1], SIZES[2]);
        INDArray product = a.mmul(b);
        INDArray rows = product.dup('c')) {
      found = rows.data().asFloat();
    }
    double error = 0;
    double largest = 0;
    for (int i = 0; i < SIZES[0]; i++) {
      double[] expected = row(left, right, i);
      for (int j = 0; j < SIZES[2]; j++) {
        error = Math.max(error, Math.abs(found[i * SIZES[2] + j] - expected[j]));
        largest = Math.max(largest, Math.abs(expected[j]));
      }
    }
    return error / largest;
  }

  private static double[] row(float[] left, float[] right, int i) {
    double[] row = new double[SIZES[2]];
    for (int k = 0; k < SIZES[1]; k++) {
      double factor = left[i * SIZES[1] + k];
      for (int j = 0; j < SIZES[2]; j++) {
        row[j] += factor * right[k * SIZES[2] + j];
      }
    }
    return row;
  }

  private static INDArray matrix(float[] values, int rows, int columns) {
    return Nd4j.createFromArray(values).reshape('c', rows, columns);
  }

  private static float[] random(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
