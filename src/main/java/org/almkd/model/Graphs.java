package org.almkd.model;

import java.util.List;
import java.util.function.Supplier;
import org.almkd.config.Architecture;
import org.almkd.data.InputShape;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * Builds DL4J graphs from architectures. Every family ends alike: a vertex {@link #FEATURES} gives
 * the H last-layer inputs and the output layer {@link #LOGITS} the C pre-softmax outputs, which is
 * all that lambda passes, teachers and evaluation know of a network.
 */
final class Graphs {
  static final String INPUT = "input";
  static final String FEATURES = "features";
  static final String LOGITS = "logits";

  private Graphs() {}

  /** Returns the graph that is trained: packed targets, mixed loss, PyTorch's SGD, logits out. */
  static ComputationGraphConfiguration forTraining(NetworkSpec spec) {
    PackedMixedLoss loss = new PackedMixedLoss(spec.loss());
    boolean images = spec.architecture().takesImages();
    return build(
        spec,
        new TorchSgd(0, spec.momentum()),
        // Prepared layers keep their arrays from step to step, which no workspace allows; those of
        // images are too large to be kept.
        images ? WorkspaceMode.ENABLED : WorkspaceMode.NONE,
        new Layers(
            PreparedDense::new,
            TorchNorm::new,
            MaskedRelu::new,
            (inputs, classes) ->
                images
                    ? stockOutput(loss, Activation.IDENTITY, inputs, classes)
                    : new PreparedOutput(inputs, classes, loss)));
  }

  /** Returns the same graph of stock classes alone: one-hot labels, cross entropy, softmax out. */
  static ComputationGraphConfiguration forExport(NetworkSpec spec, double learningRate) {
    return build(
        spec,
        new Nesterovs(learningRate, spec.momentum()),
        WorkspaceMode.ENABLED,
        new Layers(
            (inputs, outputs) ->
                new DenseLayer.Builder()
                    .nIn(inputs)
                    .nOut(outputs)
                    .activation(Activation.RELU)
                    .build(),
            TorchNorm::stock,
            () -> new ActivationLayer(Activation.RELU),
            (inputs, classes) ->
                stockOutput(new LossMCXENT(), Activation.SOFTMAX, inputs, classes)));
  }

  private static Layer stockOutput(
      ILossFunction loss, Activation activation, int inputs, int classes) {
    return new OutputLayer.Builder(loss).nIn(inputs).nOut(classes).activation(activation).build();
  }

  /** Makes a layer of H inputs and C outputs. */
  interface LayerMaker {
    Layer make(int inputs, int outputs);
  }

  /** Makes a batch normalisation of so many channels. */
  interface NormMaker {
    Layer make(int channels);
  }

  /**
   * The layers in which the graphs for training and for export differ.
   *
   * @param dense with ReLU
   * @param norm batch normalisation
   * @param relu rectifier
   * @param output gives the logits, or their softmax
   */
  record Layers(LayerMaker dense, NormMaker norm, Supplier<Layer> relu, LayerMaker output) {}

  private static ComputationGraphConfiguration build(
      NetworkSpec spec, IUpdater updater, WorkspaceMode workspaces, Layers layers) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .dataType(spec.precision())
            // Parameters are always set from outside, so DL4J's own draw is wasted work.
            .weightInit(WeightInit.ZERO)
            // Of a draw that is not made; DL4J's own is another at each call, and is exported.
            .seed(0)
            .updater(updater)
            .l2(spec.weightDecay())
            .l2Bias(spec.weightDecay())
            .trainingWorkspaceMode(workspaces)
            .inferenceWorkspaceMode(workspaces)
            .graphBuilder()
            .addInputs(INPUT);
    int width = addTrunk(graph, spec, layers);
    graph.addLayer(LOGITS, layers.output().make(width, spec.layout().classes()), FEATURES);
    return graph.setOutputs(LOGITS).build();
  }

  private static int addTrunk(GraphBuilder graph, NetworkSpec spec, Layers layers) {
    Architecture architecture = spec.architecture();
    if (architecture instanceof Architecture.Mlp mlp) {
      return addDenseLayers(graph, spec.inputs(), mlp.hidden(), layers.dense());
    }
    int channels = ((InputShape.Image) spec.input()).channels();
    ImageTrunk trunk = new ImageTrunk(graph, layers, channels);
    if (architecture instanceof Architecture.WideResNet net) {
      return WideResNetTrunk.add(trunk, net);
    }
    if (architecture instanceof Architecture.ResNet net) {
      return ResNetTrunk.add(trunk, net);
    }
    if (architecture instanceof Architecture.DenseNet net) {
      return DenseNetTrunk.add(trunk, net);
    }
    throw new AssertionError("no builder for architecture " + architecture.describe());
  }

  private static int addDenseLayers(
      GraphBuilder graph, int inputs, List<Integer> hidden, LayerMaker dense) {
    if (hidden.isEmpty()) {
      graph.addLayer(FEATURES, new ActivationLayer(Activation.IDENTITY), INPUT);
      return inputs;
    }
    String previous = INPUT;
    int width = inputs;
    for (int i = 0; i < hidden.size(); i++) {
      String name = i == hidden.size() - 1 ? FEATURES : "hidden" + (i + 1);
      graph.addLayer(name, dense.make(width, hidden.get(i)), previous);
      previous = name;
      width = hidden.get(i);
    }
    return width;
  }
}
