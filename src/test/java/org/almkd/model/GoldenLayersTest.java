package org.almkd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.almkd.golden.GoldenOps;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Layers of the trunks against vectors of an independent program. */
class GoldenLayersTest {
  private static final LayerWorkspaceMgr PLAIN = LayerWorkspaceMgr.noWorkspaces();

  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
  }

  static Stream<Arguments> convolutions() {
    return Stream.of(DataType.FLOAT, DataType.DOUBLE)
        .flatMap(
            type ->
                Stream.of(
                    Arguments.of("conv3s1", new ImageTrunk.Convolution(3, 4, 3, 1), 8, type),
                    Arguments.of("conv3s2", new ImageTrunk.Convolution(3, 4, 3, 2), 4, type),
                    Arguments.of("conv1s2", new ImageTrunk.Convolution(3, 4, 1, 2), 4, type)));
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void convolutionAndItsGradients(
      String name, ImageTrunk.Convolution shape, int side, DataType type) {
    Layer layer = layer(type, 3, trunk -> trunk.convolution("layer", shape, Graphs.INPUT));
    Matrices.write(GoldenOps.flat(name + "_W"), layer.getParam("W"));
    layer.setInput(array(name + "_x", type, 2, 3, 8, 8), PLAIN);

    agree(layer.activate(true, PLAIN), name + "_y", type);
    Pair<Gradient, INDArray> back =
        layer.backpropGradient(array(name + "_gy", type, 2, 4, side, side), PLAIN);
    agree(back.getSecond(), name + "_gx", type);
    agree(back.getFirst().getGradientFor("W"), name + "_gW", type);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void normalisationItsGradientsAndItsRunningStatistics(DataType type) {
    Layer layer = layer(type, 4, trunk -> trunk.normalised("layer", 4, Graphs.INPUT));
    Matrices.write(GoldenOps.flat("bn_w"), layer.getParam("gamma"));
    Matrices.write(GoldenOps.flat("bn_b"), layer.getParam("beta"));
    layer.setInput(array("bn_x", type, 3, 4, 5, 5), PLAIN);

    agree(layer.activate(true, PLAIN), "bn_y", type);
    Pair<Gradient, INDArray> back = layer.backpropGradient(array("bn_gy", type, 3, 4, 5, 5), PLAIN);
    agree(back.getSecond(), "bn_gx", type);
    agree(back.getFirst().getGradientFor("gamma"), "bn_gw", type);
    agree(back.getFirst().getGradientFor("beta"), "bn_gb", type);

    layer.getParam("mean").subi(back.getFirst().getGradientFor("mean"));
    layer.getParam("var").subi(back.getFirst().getGradientFor("var"));
    agree(layer.getParam("mean"), "bn_running_mean", type);
    agree(layer.getParam("var"), "bn_running_var", type);
    layer.setInput(array("bn_x", type, 3, 4, 5, 5), PLAIN);
    agree(layer.activate(false, PLAIN), "bn_y_eval", type);
  }

  private interface Part {
    String add(ImageTrunk trunk);
  }

  /** The layer called "layer" of a graph for training, with room for its gradients. */
  private static Layer layer(DataType type, int channels, Part part) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder().dataType(type).graphBuilder().addInputs(Graphs.INPUT);
    Graphs.Layers layers =
        new Graphs.Layers(
            PreparedDense::new,
            TorchNorm::new,
            () -> new ActivationLayer(Activation.RELU),
            (inputs, classes) -> new OutputLayer());
    ImageTrunk trunk = new ImageTrunk(graph, layers, channels);
    trunk.features(part.add(trunk));
    graph.addLayer(
        Graphs.LOGITS, new OutputLayer.Builder().nIn(4).nOut(2).build(), Graphs.FEATURES);
    ComputationGraph built = new ComputationGraph(graph.setOutputs(Graphs.LOGITS).build());
    built.init();
    built.initGradientsView();
    return built.getLayer("layer");
  }

  private static INDArray array(String name, DataType type, int... shape) {
    INDArray array = Nd4j.create(type, Arrays.stream(shape).asLongStream().toArray());
    Matrices.write(GoldenOps.flat(name), array);
    return array;
  }

  private static void agree(INDArray found, String name, DataType type) {
    double[] numbers = Matrices.rows(found);
    double[] expected = GoldenOps.flat(name);
    assertThat(numbers).hasSameSizeAs(expected);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    double tolerance = (type == DataType.DOUBLE ? 1e-10 : 1e-5) * largest;
    for (int i = 0; i < expected.length; i++) {
      assertThat(numbers[i]).as("%s, number %d", name, i).isCloseTo(expected[i], within(tolerance));
    }
  }
}
