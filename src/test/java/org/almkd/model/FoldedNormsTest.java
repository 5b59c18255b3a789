package org.almkd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.almkd.config.Architecture;
import org.almkd.config.Initialisation;
import org.almkd.data.Features;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class FoldedNormsTest {
  private static final int ROWS = 5;
  private static final int CHANNELS = 4;

  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
  }

  /** With the channels whose normalisation can be folded: 16, 32, 64 of three groups. */
  static Stream<Arguments> families() {
    return Stream.of(
        Arguments.of(new Architecture.WideResNet(16, 1), 2 * (16 + 32 + 64)),
        // Here the first block's shortcut does not start at the first convolution.
        Arguments.of(new Architecture.WideResNet(10, 2), 16 + 32 + 64 + 128),
        Arguments.of(new Architecture.ResNet(8), 16 + 2 * (16 + 32 + 64)),
        Arguments.of(new Architecture.DenseNet(40, 12), 0));
  }

  @ParameterizedTest
  @MethodSource("families")
  void aTeacherGivesTheLogitsOfItsUnfoldedGraph(Architecture architecture, int channels) {
    NetworkSpec spec = ImageSpecs.of(architecture, 16, 10, DataType.FLOAT);
    Network network = trained(spec);
    float[] images = images(spec);
    double[] expected = Forward.widen(Forward.logits(network, Features.of(images, ROWS)));

    double[] found = Forward.widen(teacher(network).logits(Features.of(images, ROWS)));

    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(largest).isGreaterThan(0.1);
    assertThat(found).containsExactly(expected, within(1e-5 * largest));
  }

  /** Of the 4 numbers that a normalisation has for a channel, a bias remains. */
  @ParameterizedTest
  @MethodSource("families")
  void aTeacherRunsWithoutTheNormalisationsThatFollowConvolutions(
      Architecture architecture, int channels) {
    Network network = trained(ImageSpecs.of(architecture, 16, 10, DataType.FLOAT));
    assertThat(teacher(network).parameters()).isEqualTo(network.parameterCount() - 3L * channels);
  }

  /**
   * To the bit for all that is convolved; the last product, of features and the output layer's
   * weights, is BLAS's, whose order of summation follows the number of rows, folded or not.
   */
  @ParameterizedTest
  @MethodSource("families")
  void featuresOfARowDoNotDependOnTheRowsBesideIt(Architecture architecture, int channels) {
    NetworkSpec spec = ImageSpecs.of(architecture, 16, 10, DataType.FLOAT);
    ComputationGraph graph = new ComputationGraph(Graphs.forExport(spec, 0.1));
    graph.init();
    Matrices.write(Matrices.rows(trained(spec).parameters()), graph.params());
    ComputationGraph folded = FoldedNorms.of(graph);
    float[] images = Specs.floats(3, 128 * spec.inputs(), 1.7);
    float[] together = features(folded, spec, images, 128);
    assertThat(together).isNotEqualTo(new float[together.length]);
    for (int rows : new int[] {1, 5, 127}) {
      float[] first = features(folded, spec, images, rows);
      assertThat(first).containsExactly(Arrays.copyOf(together, first.length));
    }
  }

  private static float[] features(
      ComputationGraph graph, NetworkSpec spec, float[] images, int rows) {
    INDArray batch = Nd4j.create(DataType.FLOAT, spec.batchShape(rows), 'c');
    Matrices.write(images, 0, rows * spec.inputs(), batch);
    List<String> ends = List.of(Graphs.FEATURES, Graphs.LOGITS);
    return Matrices.floatRows(
        graph.output(ends, false, new INDArray[] {batch}, (INDArray[]) null)[0]);
  }

  /** DL4J keeps the logarithm of the deviation unless told otherwise. */
  @Test
  void foldsImportedNormalisationsOfAnyFormOfVariance() {
    for (boolean logarithms : new boolean[] {true, false}) {
      BatchNormalization norm = new BatchNormalization.Builder().eps(0.01).build();
      norm.setUseLogStd(logarithms);
      ComputationGraph graph = imported(convolution(Activation.IDENTITY), norm, false);
      INDArray before = graph.params().dup();
      ComputationGraph folded = FoldedNorms.of(graph);
      assertThat(folded.getLayers())
          .noneMatch(layer -> layer.conf().getLayer() instanceof BatchNormalization);
      assertThat(Matrices.rows(outputs(folded)))
          .containsExactly(Matrices.rows(outputs(graph)), within(1e-6));
      assertThat(graph.params()).isEqualTo(before);
    }
  }

  @Test
  void leavesWhatIsNotAConvolutionAndItsNormalisationAlone() {
    BatchNormalization norm = new BatchNormalization.Builder().build();
    assertUnchanged(imported(convolution(Activation.IDENTITY), norm, true));
    assertUnchanged(imported(convolution(Activation.TANH), norm, false));
    assertUnchanged(
        imported(
            convolution(Activation.IDENTITY),
            new BatchNormalization.Builder().lockGammaBeta(true).build(),
            false));
    assertUnchanged(
        imported(convolution(Activation.IDENTITY), norm, false).convertDataType(DataType.FLOAT16));
  }

  private static void assertUnchanged(ComputationGraph graph) {
    assertThat(FoldedNorms.of(graph)).isSameAs(graph);
  }

  /** A convolution with biases, normalisation, ReLU, a mean over the picture, softmax. */
  private static ComputationGraph imported(
      ConvolutionLayer convolution, BatchNormalization norm, boolean shortcut) {
    norm.setNIn(CHANNELS);
    norm.setNOut(CHANNELS);
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .graphBuilder()
            .addInputs("in")
            .addLayer("convolution", convolution, "in")
            .addLayer("norm", norm, "convolution")
            .addLayer("relu", new ActivationLayer(Activation.RELU), "norm")
            .addVertex(
                "sum",
                new ElementWiseVertex(ElementWiseVertex.Op.Add),
                "relu",
                shortcut ? "convolution" : "relu")
            .addLayer("mean", new GlobalPoolingLayer(), "sum")
            .addLayer(
                "out",
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(CHANNELS)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "mean");
    ComputationGraph graph = new ComputationGraph(builder.setOutputs("out").build());
    graph.init();
    scatter(graph.getLayer("convolution").paramTable());
    scatter(graph.getLayer("norm").paramTable());
    return graph;
  }

  private static ConvolutionLayer convolution(Activation activation) {
    return new ConvolutionLayer.Builder(3, 3).nIn(3).nOut(CHANNELS).activation(activation).build();
  }

  private static INDArray outputs(ComputationGraph graph) {
    INDArray images = Nd4j.create(DataType.FLOAT, ROWS, 3, 8, 8);
    Matrices.write(Specs.random(3, ROWS * 3 * 8 * 8, 1.7), images);
    return graph.outputSingle(false, images);
  }

  private static float[] images(NetworkSpec spec) {
    return Specs.floats(3, ROWS * spec.inputs(), 1.7);
  }

  private static Network trained(NetworkSpec spec) {
    Network network = Network.create(spec);
    network.loadParameters(InitialParameters.draw(spec, Initialisation.HE, 5));
    for (var layer : network.layers()) {
      if (layer.conf().getLayer() instanceof BatchNormalization) {
        scatter(layer.paramTable());
      }
    }
    return network;
  }

  /** Numbers as of a trained layer: all different, gains and variances around 1. */
  private static void scatter(Map<String, INDArray> parameters) {
    SplittableRandom random = new SplittableRandom(7);
    parameters.forEach(
        (key, values) -> {
          double centre = key.equals("gamma") || key.equals("var") ? 1 : 0;
          Matrices.write(
              random.doubles(values.length(), centre - 0.5, centre + 0.5).toArray(), values);
        });
  }

  private static ZippedNetwork teacher(Network network) {
    NetworkSpec spec = network.spec();
    byte[] zip =
        NetworkExport.zip(spec, Matrices.floatRows(network.parameters()), 0.1, Optional.empty());
    return ZippedNetwork.load("teacher", zip, spec.input(), spec.layout().classes());
  }
}
