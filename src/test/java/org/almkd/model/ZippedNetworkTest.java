package org.almkd.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.almkd.data.Features;
import org.almkd.data.InputShape;
import org.almkd.data.InvalidDataException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ZippedNetworkTest {
  private static final int INPUTS = 4;
  private static final int HIDDEN = 6;
  private static final int CLASSES = 3;
  private static final int[] SIZES = {INPUTS, HIDDEN, CLASSES};

  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
  }

  @Test
  void aMultiLayerNetworkGivesItsPreActivation() {
    MultiLayerNetwork network = layers(Activation.SOFTMAX, LossFunction.MCXENT, DataType.FLOAT);
    assertLogits(Zips.of(network), network.params());
  }

  @Test
  void aComputationGraphGivesItsPreActivation() {
    ComputationGraph graph = graph(1);
    assertLogits(Zips.of(graph), graph.params());
  }

  @Test
  void anIdentityOutputIsTakenForLogits() {
    MultiLayerNetwork network = layers(Activation.IDENTITY, LossFunction.MSE, DataType.FLOAT);
    assertLogits(Zips.of(network), network.params());
  }

  @Test
  void aNetworkOfDoublesIsTaken() {
    MultiLayerNetwork network = layers(Activation.SOFTMAX, LossFunction.MCXENT, DataType.DOUBLE);
    assertLogits(Zips.of(network), network.params());
  }

  @Test
  void manyRowsGoThroughInBatches() {
    MultiLayerNetwork network = layers(Activation.SOFTMAX, LossFunction.MCXENT, DataType.FLOAT);
    ZippedNetwork zipped = load(Zips.of(network));
    float[] features = Specs.floats(2, 1030 * INPUTS, 2);
    float[] all = zipped.logits(Features.of(features, 1030));
    float[] last = Arrays.copyOfRange(features, 1029 * INPUTS, 1030 * INPUTS);
    assertThat(Arrays.copyOfRange(all, 1029 * CLASSES, 1030 * CLASSES))
        .containsExactly(zipped.logits(Features.of(last, 1)), within(1e-6f));
    assertThat(zipped.logits(Features.of(new float[0], 0))).isEmpty();
  }

  @Test
  void itsOwnNormaliserIsAppliedToRawFeatures() {
    MultiLayerNetwork network = layers(Activation.SOFTMAX, LossFunction.MCXENT, DataType.FLOAT);
    NormalizerStandardize normalizer =
        new NormalizerStandardize(
            Nd4j.createFromArray(new float[][] {{1, 2, 3, 4}}),
            Nd4j.createFromArray(new float[][] {{2, 2, 4, 4}}));
    ZippedNetwork zipped = load(Zips.of(network, normalizer));
    // (3 - 1) / 2, (0 - 2) / 2, (7 - 3) / 4, (4 - 4) / 4
    float[] raw = {3, 0, 7, 4};
    double[] expected = plain(network.params()).logits(new double[] {1, -1, 1, 0});
    assertThat(Forward.widen(zipped.logits(Features.of(raw, 1))))
        .containsExactly(expected, within(1e-5));
    assertThat(raw).containsExactly(3, 0, 7, 4);
  }

  @Test
  void aSigmoidIsRefused() {
    assertRefused(Zips.of(layers(Activation.SIGMOID, LossFunction.XENT, DataType.FLOAT)))
        .hasMessage(
            "Cannot use the network big (/models/big.zip): the activation of its output layer is"
                + " sigmoid; expected softmax (or identity, where it gives logits); a sigmoid"
                + " output is not a distribution over classes");
  }

  @Test
  void anotherNumberOfClassesIsRefused() {
    byte[] zip = Zips.of(graph(1));
    assertThatThrownBy(() -> ZippedNetwork.load("big", zip, new InputShape.Flat(INPUTS), 7))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot use the network big: found 3 classes; the data has 7; use a teacher of the"
                + " same classes");
  }

  @Test
  void anotherNumberOfFeaturesIsRefused() {
    for (byte[] zip : new byte[][] {Zips.of(graph(1)), Zips.of(softmaxLayer())}) {
      assertThatThrownBy(() -> ZippedNetwork.load("big", zip, new InputShape.Flat(9), CLASSES))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageStartingWith("Cannot use the network big: it ")
          .hasMessageContaining("9")
          .hasMessageEndingWith("use the columns that it was trained on");
    }
    assertThatThrownBy(
            () -> ZippedNetwork.load("big", Zips.of(graph(1)), new InputShape.Flat(9), CLASSES))
        .hasMessageContaining("it takes 4 features; the data has 9");
  }

  @Test
  void aNormaliserOfAnotherNumberOfFeaturesIsRefused() {
    NormalizerStandardize normalizer =
        new NormalizerStandardize(
            Nd4j.createFromArray(new float[][] {{1, 2, 3}}),
            Nd4j.createFromArray(new float[][] {{2, 2, 4}}));
    assertRefused(Zips.of(graph(1), normalizer))
        .hasMessageContaining("it does not take rows of 4 features")
        .hasMessageEndingWith("use the columns that it was trained on");
  }

  @Test
  void twoOutputsAreRefused() {
    assertRefused(Zips.of(graph(2)))
        .hasMessageEndingWith(
            "found 1 inputs and 2 outputs; expected one of each; export the part that classifies");
  }

  @Test
  void aNetworkWithoutAnOutputLayerIsRefused() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(INPUTS).nOut(CLASSES).build())
                .layer(
                    new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    assertRefused(Zips.of(network))
        .hasMessageEndingWith(
            "its last layer is LossLayer; expected an OutputLayer, whose pre-activation is the"
                + " logits");
  }

  @Test
  void aFileThatIsNoZipIsRefused() {
    for (byte[] bytes : new byte[][] {"id,label\n1,2\n".getBytes(UTF_8), new byte[0]}) {
      assertRefused(bytes)
          .hasMessage(
              "Cannot use the network big (/models/big.zip): found no configuration.json in it;"
                  + " expected a zip of DL4J's ModelSerializer; check the path");
    }
  }

  @Test
  void aZipOfSomethingElseIsRefused() {
    assertRefused(Zips.without(Zips.of(graph(1)), "configuration.json"))
        .hasMessageContaining("found no configuration.json in it");
  }

  @Test
  void aZipWithoutParametersIsRefused() {
    assertRefused(Zips.without(Zips.of(graph(1)), "coefficients.bin"))
        .hasMessageContaining("found no coefficients.bin in it; expected a zip of DL4J");
  }

  @Test
  void aZipCutAnywhereIsRefused() {
    NormalizerStandardize normalizer =
        new NormalizerStandardize(
            Nd4j.createFromArray(new float[][] {{1, 2, 3, 4}}),
            Nd4j.createFromArray(new float[][] {{2, 2, 4, 4}}));
    byte[] zip = Zips.of(graph(1), normalizer);
    load(zip);
    for (int bytes = 50; bytes < zip.length; bytes += 50) {
      int length = bytes;
      assertThatThrownBy(() -> load(Arrays.copyOf(zip, length)))
          .as("%d of %d bytes", length, zip.length)
          .isInstanceOf(InvalidDataException.class)
          .hasMessageStartingWith("Cannot use the network big (/models/big.zip): ")
          .hasMessageMatching("(?s).*(export it again|check the path)");
    }
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(byte[] zip) {
    return assertThatThrownBy(() -> load(zip))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith("Cannot use the network big (/models/big.zip): ");
  }

  private static ZippedNetwork load(byte[] zip) {
    return ZippedNetwork.load("big (/models/big.zip)", zip, new InputShape.Flat(INPUTS), CLASSES);
  }

  private static void assertLogits(byte[] zip, INDArray parameters) {
    float[] features = Specs.floats(2, 5 * INPUTS, 2);
    double[] logits = Forward.widen(load(zip).logits(Features.of(features, 5)));
    PlainMlp plain = plain(parameters);
    for (int i = 0; i < 5; i++) {
      double[] expected = plain.logits(Specs.row(Forward.widen(features), i, INPUTS));
      assertThat(Specs.row(logits, i, CLASSES)).containsExactly(expected, within(1e-5));
    }
  }

  private static PlainMlp plain(INDArray parameters) {
    return new PlainMlp(SIZES, Matrices.rows(parameters));
  }

  private static MultiLayerNetwork layers(
      Activation output, LossFunction loss, DataType precision) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(precision)
                .list()
                .layer(dense())
                .layer(output(output, loss))
                .build());
    network.init();
    return network;
  }

  private static MultiLayerNetwork softmaxLayer() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(INPUTS)
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    return network;
  }

  private static ComputationGraph graph(int outputs) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .graphBuilder()
            .addInputs("in")
            .addLayer("hidden", dense(), "in");
    String[] names = new String[outputs];
    for (int i = 0; i < outputs; i++) {
      names[i] = "out" + i;
      builder.addLayer(names[i], output(Activation.SOFTMAX, LossFunction.MCXENT), "hidden");
    }
    ComputationGraph graph = new ComputationGraph(builder.setOutputs(names).build());
    graph.init();
    return graph;
  }

  private static DenseLayer dense() {
    return new DenseLayer.Builder().nIn(INPUTS).nOut(HIDDEN).activation(Activation.RELU).build();
  }

  private static OutputLayer output(Activation activation, LossFunction loss) {
    return new OutputLayer.Builder(loss).nIn(HIDDEN).nOut(CLASSES).activation(activation).build();
  }
}
