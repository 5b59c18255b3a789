package org.almkd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.almkd.config.Architecture;
import org.almkd.config.Initialisation;
import org.almkd.data.Features;
import org.almkd.derivative.CentralDifferences;
import org.almkd.loss.TargetLayout;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class ImageNetworksTest {
  private static final int ROWS = 4;

  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
  }

  static Stream<Architecture> families() {
    return Stream.of(
        new Architecture.WideResNet(16, 1),
        new Architecture.ResNet(8),
        new Architecture.DenseNet(40, 12));
  }

  static Stream<Architecture> smallFamilies() {
    return Stream.of(
        new Architecture.WideResNet(10, 1),
        new Architecture.ResNet(8),
        new Architecture.DenseNet(10, 3));
  }

  /** A step of rate 1 without momentum and decay: what it subtracts is the gradient. */
  private static NetworkSpec plain(NetworkSpec spec) {
    return new NetworkSpec(
        spec.architecture(),
        spec.input(),
        spec.layout(),
        spec.temperature(),
        0,
        0,
        spec.precision());
  }

  private record Step(double[] before, double[] after, double loss) {}

  private static Step step(NetworkSpec spec, double[] parameters, double[] images) {
    Network network = Network.create(plain(spec));
    Matrices.write(parameters, network.parameters());
    Network.Batch batch = batch(network, images);
    double loss = network.step(batch, 1);
    return new Step(parameters, Matrices.rows(network.parameters()), loss / ROWS);
  }

  private static Network.Batch batch(Network network, double[] images) {
    TargetLayout layout = network.spec().layout();
    Network.Batch batch = network.batch(ROWS);
    double[] targets = new double[ROWS * layout.width()];
    for (int i = 0; i < ROWS; i++) {
      targets[i * layout.width()] = i % layout.classes();
      targets[i * layout.width() + layout.weights()] = 1;
    }
    Matrices.write(images, batch.features_BD());
    Matrices.write(targets, batch.targets_BL());
    return batch;
  }

  private static double[] images(NetworkSpec spec) {
    float[] values = Specs.floats(3, ROWS * spec.inputs(), 1.7);
    double[] images = new double[values.length];
    Arrays.setAll(images, i -> values[i]);
    return images;
  }

  private static double[] drawn(NetworkSpec spec) {
    NetworkSpec single =
        new NetworkSpec(spec.architecture(), spec.input(), spec.layout(), 4, 0, 0, DataType.FLOAT);
    float[] drawn = InitialParameters.draw(single, Initialisation.HE, 5);
    double[] parameters = new double[drawn.length];
    Arrays.setAll(parameters, i -> drawn[i]);
    return parameters;
  }

  /**
   * Double precision runs DL4J's own arithmetic, without oneDNN and without our layers' kernels.
   */
  @ParameterizedTest
  @MethodSource("families")
  void oneDnnAndOurKernelsAgreeWithPlainArithmetic(Architecture architecture) {
    NetworkSpec single = ImageSpecs.of(architecture, 16, 10, DataType.FLOAT);
    NetworkSpec twice = ImageSpecs.of(architecture, 16, 10, DataType.DOUBLE);
    double[] parameters = drawn(single);
    double[] images = images(single);

    Step fast = step(single, parameters, images);
    Step exact = step(twice, parameters, images);

    assertThat(fast.loss()).isCloseTo(exact.loss(), within(1e-5 * exact.loss()));
    assertThat(largestDifference(fast.after(), exact.after()))
        .isLessThan(1e-5 * largestDifference(exact.before(), exact.after()));
  }

  @ParameterizedTest
  @MethodSource("families")
  void inferenceAgreesWithPlainArithmetic(Architecture architecture) {
    NetworkSpec single = ImageSpecs.of(architecture, 16, 10, DataType.FLOAT);
    double[] parameters = step(single, drawn(single), images(single)).after();
    double[] fast = logits(single, parameters);
    double[] exact = logits(ImageSpecs.of(architecture, 16, 10, DataType.DOUBLE), parameters);
    assertThat(largestDifference(fast, exact))
        .isLessThan(1e-5 * Arrays.stream(exact).map(Math::abs).max().orElseThrow());
  }

  private static double[] logits(NetworkSpec spec, double[] parameters) {
    Network network = Network.create(spec);
    Matrices.write(parameters, network.parameters());
    INDArray batch = network.inputs(ROWS);
    Matrices.write(images(spec), batch);
    Activations activations = network.forward(batch);
    assertThat(Matrices.rows(network.logits(batch)))
        .containsExactly(Matrices.rows(activations.logits_BC()));
    return Matrices.rows(activations.logits_BC());
  }

  /** The step is short, so that hardly a ReLU changes sides on the way. */
  @ParameterizedTest
  @MethodSource("smallFamilies")
  void gradientMatchesCentralDifferences(Architecture architecture) {
    NetworkSpec spec = ImageSpecs.of(architecture, 8, 3, DataType.DOUBLE);
    double[] parameters = drawn(spec);
    Step step = step(spec, parameters, images(spec));
    int[] sampled = someOfEachArray(spec);
    Network network = Network.create(plain(spec));
    Network.Batch batch = batch(network, images(spec));
    double[] numeric =
        CentralDifferences.of(
            moved -> {
              double[] all = parameters.clone();
              for (int j = 0; j < sampled.length; j++) {
                all[sampled[j]] = moved[j];
              }
              Matrices.write(all, network.parameters());
              return network.step(batch, 0) / ROWS;
            },
            Arrays.stream(sampled).mapToDouble(p -> parameters[p]).toArray(),
            1e-7);
    double[] computed =
        Arrays.stream(sampled).mapToDouble(p -> step.before()[p] - step.after()[p]).toArray();
    CentralDifferences.assertAgree(architecture.describe(), numeric, computed, 1e-6);
  }

  /** Two numbers of each array of each layer: weights, gains, shifts, biases. */
  private static int[] someOfEachArray(NetworkSpec spec) {
    IntStream.Builder sampled = IntStream.builder();
    for (var layer : Network.create(spec).layers()) {
      if (layer.paramTable() != null) {
        layer
            .paramTable()
            .forEach(
                (name, array) -> {
                  if (!name.equals("mean") && !name.equals("var")) {
                    sampled.add((int) array.offset());
                    sampled.add((int) (array.offset() + array.length() / 2));
                  }
                });
      }
    }
    return sampled.build().distinct().toArray();
  }

  private static boolean[] statistics(NetworkSpec spec) {
    Network network = Network.create(spec);
    boolean[] found = new boolean[network.parameterCount()];
    for (var layer : network.layers()) {
      if (layer.paramTable() != null && layer.paramTable().containsKey("mean")) {
        INDArray mean = layer.paramTable().get("mean");
        int start = (int) mean.offset();
        Arrays.fill(found, start, start + 2 * (int) mean.length(), true);
      }
    }
    return found;
  }

  private static double largestDifference(double[] a, double[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  @Test
  void runningStatisticsHaveNoRateNoMomentumAndNoDecay() {
    NetworkSpec spec = ImageSpecs.of(new Architecture.ResNet(8), 8, 3, DataType.FLOAT);
    boolean[] statistics = statistics(spec);
    double[] parameters = drawn(spec);
    Network network = Network.create(spec);
    Matrices.write(parameters, network.parameters());
    // A rate of 0 moves nothing that is learned.
    network.step(batch(network, images(spec)), 0);
    double[] after = Matrices.rows(network.parameters());
    double[] momenta = Matrices.rows(network.optimizerState());
    for (int p = 0; p < after.length; p++) {
      if (statistics[p]) {
        assertThat(momenta[p]).isZero();
      } else {
        assertThat(after[p]).isEqualTo(parameters[p]);
      }
    }
    assertThat(largestDifference(after, parameters)).isGreaterThan(0.01);
  }

  /** Convolutions without biases, 2 C numbers and 2 C running statistics a normalisation. */
  @Test
  void parametersAreThoseOfTheLayerLists() {
    for (int[] size : new int[][] {{10, 1}, {16, 1}, {16, 3}, {16, 4}, {16, 6}, {16, 8}, {22, 2}}) {
      assertThat(count(new Architecture.WideResNet(size[0], size[1])))
          .isEqualTo(wideResNet(size[0], size[1]));
    }
    for (int depth : List.of(8, 14, 20, 26, 32, 56, 110)) {
      assertThat(count(new Architecture.ResNet(depth))).isEqualTo(resNet(depth));
    }
    assertThat(count(new Architecture.DenseNet(40, 12))).isEqualTo(denseNet(40, 12));
  }

  /** Trained numbers, in millions, as the networks' authors give them for 10 classes. */
  @Test
  void parametersRoundToThePublishedFigures() {
    assertThat(trained(new Architecture.WideResNet(16, 4)) / 1e6).isCloseTo(2.7, within(0.06));
    assertThat(trained(new Architecture.WideResNet(16, 8)) / 1e6).isCloseTo(11.0, within(0.06));
    assertThat(trained(new Architecture.ResNet(20)) / 1e6).isCloseTo(0.27, within(0.006));
    assertThat(trained(new Architecture.ResNet(32)) / 1e6).isCloseTo(0.46, within(0.006));
    assertThat(trained(new Architecture.ResNet(56)) / 1e6).isCloseTo(0.85, within(0.006));
    assertThat(trained(new Architecture.ResNet(110)) / 1e6).isCloseTo(1.7, within(0.06));
    assertThat(trained(new Architecture.DenseNet(40, 12)) / 1e6).isCloseTo(1.0, within(0.06));
  }

  private static long count(Architecture architecture) {
    return Network.create(ImageSpecs.of(architecture, 32, 100, DataType.FLOAT)).parameterCount();
  }

  private static long trained(Architecture architecture) {
    NetworkSpec spec = ImageSpecs.of(architecture, 32, 10, DataType.FLOAT);
    boolean[] statistics = statistics(spec);
    long count = 0;
    for (boolean statistic : statistics) {
      count += statistic ? 0 : 1;
    }
    return count;
  }

  private static long wideResNet(int depth, int k) {
    int blocks = (depth - 4) / 6;
    long count = 3 * 16 * 9;
    int in = 16;
    for (int width : new int[] {16 * k, 32 * k, 64 * k}) {
      for (int b = 0; b < blocks; b++) {
        count += 4L * in + 9L * in * width + 4L * width + 9L * width * width;
        count += in == width ? 0 : (long) in * width;
        in = width;
      }
    }
    return count + 4L * in + 100L * in + 100;
  }

  private static long resNet(int depth) {
    int blocks = (depth - 2) / 6;
    long count = 3 * 16 * 9 + 4 * 16;
    int in = 16;
    for (int width : new int[] {16, 32, 64}) {
      for (int b = 0; b < blocks; b++) {
        count += 9L * in * width + 4L * width + 9L * width * width + 4L * width;
        in = width;
      }
    }
    return count + 100 * 64 + 100;
  }

  private static long denseNet(int depth, int growth) {
    int layers = (depth - 4) / 3;
    long count = 3 * 16 * 9;
    int width = 16;
    for (int block = 0; block < 3; block++) {
      for (int l = 0; l < layers; l++) {
        count += 4L * width + 9L * width * growth;
        width += growth;
      }
      count += 4L * width + (block < 2 ? (long) width * width : 0);
    }
    return count + 100L * width + 100;
  }

  @Test
  void exportedNetworkGivesTheSameLogits() {
    families()
        .forEach(
            architecture -> {
              NetworkSpec spec = ImageSpecs.of(architecture, 16, 10, DataType.FLOAT);
              double[] trained = step(spec, drawn(spec), images(spec)).after();
              float[] parameters = new float[trained.length];
              for (int p = 0; p < parameters.length; p++) {
                parameters[p] = (float) trained[p];
              }
              byte[] zip = NetworkExport.zip(spec, parameters, 0.1, Optional.empty());
              float[] images = Specs.floats(3, ROWS * spec.inputs(), 1.7);
              float[] logits =
                  ZippedNetwork.load("student", zip, spec.input(), 10)
                      .logits(Features.of(images, ROWS));
              double[] own = logits(spec, trained);
              // Its normalisations are folded when it is read, which rounds differently.
              assertThat(largestDifference(Forward.widen(logits), own))
                  .isLessThan(1e-5 * Arrays.stream(own).map(Math::abs).max().orElseThrow());
            });
  }

  @Test
  void refusesRowsThatAreNoImages() {
    assertThatThrownBy(
            () ->
                new NetworkSpec(
                    new Architecture.ResNet(8),
                    14,
                    new TargetLayout(3, 0),
                    4,
                    0.9,
                    5e-4,
                    DataType.FLOAT))
        .hasMessage("resnet-8 takes images; found rows of 14 numbers");
  }
}
