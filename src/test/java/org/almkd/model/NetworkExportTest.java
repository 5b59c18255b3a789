package org.almkd.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Month;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.almkd.data.Features;
import org.almkd.data.InputShape;
import org.almkd.data.Standardization;
import org.almkd.loss.TargetLayout;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;

class NetworkExportTest {
  private static final int ROWS = 6;
  private static final int INPUTS = 4;
  private static final int CLASSES = 3;
  private static final Standardization STANDARDIZATION =
      new Standardization(new double[] {5, -3, 0, 100}, new double[] {2, 0.5, 1, 30});

  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
  }

  static List<NetworkSpec> specs() {
    return List.of(spec(), spec(5), spec(7, 3));
  }

  private static NetworkSpec spec(Integer... hidden) {
    return Specs.mlp(
        INPUTS, List.of(hidden), new TargetLayout(CLASSES, 2), 0.9, 5e-4, DataType.FLOAT);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void restoresElsewhereWithSoftmaxOutputs(NetworkSpec spec) throws IOException {
    float[] features = Specs.floats(2, ROWS * INPUTS, 2);
    ComputationGraph restored = restore(zip(spec, Optional.empty()));
    INDArray batch = matrix(features);
    assertProbabilities(Matrices.floatRows(restored.outputSingle(batch)), network(spec), features);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void holdsStockClassesAlone(NetworkSpec spec) {
    byte[] zip = zip(spec, Optional.of(STANDARDIZATION));
    Zips.entries(zip)
        .forEach(
            (name, content) ->
                assertThat(new String(content, ISO_8859_1)).as(name).doesNotContain("almkd"));
    String configuration = new String(Zips.entries(zip).get("configuration.json"), UTF_8);
    assertThat(configuration)
        .contains("org.nd4j.linalg.learning.config.Nesterovs")
        .contains("LossMCXENT")
        .contains("ActivationSoftmax");
  }

  @Test
  void takesRawFeaturesThroughTheNormaliserInside() throws IOException {
    NetworkSpec spec = spec(5);
    byte[] zip = zip(spec, Optional.of(STANDARDIZATION));
    NormalizerStandardize normalizer =
        ModelSerializer.restoreNormalizerFromInputStream(new ByteArrayInputStream(zip));
    float[] raw = raw();
    INDArray batch = matrix(raw);
    normalizer.transform(batch);
    assertProbabilities(
        Matrices.floatRows(restore(zip).outputSingle(batch)), network(spec), standardized(raw));
  }

  @Test
  void holdsNoNormaliserWhereNothingIsStandardised() {
    assertThat(Zips.entries(zip(spec(5), Optional.empty()))).doesNotContainKey("normalizer.bin");
    assertThat(Zips.entries(zip(spec(5), Optional.of(STANDARDIZATION))))
        .containsKey("normalizer.bin");
  }

  @Test
  void equalNetworksGiveEqualBytes() throws IOException {
    for (Optional<Standardization> inputs : List.of(none(), Optional.of(STANDARDIZATION))) {
      byte[] zip = zip(spec(5), inputs);
      assertThat(zip(spec(5), inputs)).isEqualTo(zip);
      try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
          assertThat(entry.getTimeLocal())
              .as(entry.getName())
              .hasYear(1980)
              .hasMonth(Month.FEBRUARY);
          assertThat(entry.getExtra()).as("a time that depends on the zone").isNull();
        }
      }
    }
  }

  private static Optional<Standardization> none() {
    return Optional.empty();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void readAgainItGivesTheNetworksLogits(NetworkSpec spec) {
    float[] features = Specs.floats(2, ROWS * INPUTS, 2);
    ZippedNetwork zipped =
        ZippedNetwork.load(
            "student", zip(spec, Optional.empty()), new InputShape.Flat(INPUTS), CLASSES);
    assertThat(zipped.logits(Features.of(features, ROWS)))
        .containsExactly(Forward.logits(network(spec), Features.of(features, ROWS)), within(1e-6f));
  }

  @Test
  void readAgainItStandardisesRawFeatures() {
    NetworkSpec spec = spec(5);
    ZippedNetwork zipped =
        ZippedNetwork.load(
            "student",
            zip(spec, Optional.of(STANDARDIZATION)),
            new InputShape.Flat(INPUTS),
            CLASSES);
    float[] raw = raw();
    assertThat(zipped.logits(Features.of(raw, ROWS)))
        .containsExactly(
            Forward.logits(network(spec), Features.of(standardized(raw), ROWS)), within(1e-5f));
    assertThat(raw).as("the caller's features are left alone").isEqualTo(raw());
  }

  @Test
  void refusesParametersOfAnotherNetwork() {
    assertThatThrownBy(() -> NetworkExport.zip(spec(5), new float[44], 0.01, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot write 44 numbers into a matrix of 43");
  }

  private static float[] raw() {
    float[] raw = Specs.floats(2, ROWS * INPUTS, 2);
    for (int j = 0; j < raw.length; j++) {
      raw[j] =
          (float)
              (raw[j] * STANDARDIZATION.deviation()[j % INPUTS]
                  + STANDARDIZATION.mean()[j % INPUTS]);
    }
    return raw;
  }

  private static float[] standardized(float[] raw) {
    float[] features = raw.clone();
    STANDARDIZATION.apply(features);
    return features;
  }

  private static float[] parameters(NetworkSpec spec) {
    return Specs.floats(1, PlainMlp.parameters(Specs.sizes(spec)), 1);
  }

  private static byte[] zip(NetworkSpec spec, Optional<Standardization> standardization) {
    return NetworkExport.zip(spec, parameters(spec), 0.01, standardization);
  }

  private static Network network(NetworkSpec spec) {
    Network network = Network.create(spec);
    network.loadParameters(parameters(spec));
    return network;
  }

  private static ComputationGraph restore(byte[] zip) throws IOException {
    return ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(zip));
  }

  private static INDArray matrix(float[] features) {
    INDArray batch = network(spec()).matrix(ROWS, INPUTS);
    Matrices.write(features, 0, features.length, batch);
    return batch;
  }

  private static void assertProbabilities(float[] found, Network network, float[] features) {
    double[] logits = Forward.widen(Forward.logits(network, Features.of(features, ROWS)));
    for (int i = 0; i < ROWS; i++) {
      double[] expected = PlainMlp.softmax(Specs.row(logits, i, CLASSES), 1);
      for (int c = 0; c < CLASSES; c++) {
        assertThat((double) found[i * CLASSES + c])
            .as("row %d, class %d", i, c)
            .isEqualTo(expected[c], within(1e-5));
      }
    }
  }
}
