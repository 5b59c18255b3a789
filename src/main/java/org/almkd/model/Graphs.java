package org.almkd.model;

import java.util.List;
import org.almkd.config.Architecture;
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
    return build(
        spec,
        new TorchSgd(0, spec.momentum()),
        // Prepared layers keep their arrays from step to step, which no workspace allows.
        WorkspaceMode.NONE,
        PreparedDense::new,
        (inputs, classes) -> new PreparedOutput(inputs, classes, loss));
  }

  /** Returns the same graph of stock classes alone: one-hot labels, cross entropy, softmax out. */
  static ComputationGraphConfiguration forExport(NetworkSpec spec, double learningRate) {
    return build(
        spec,
        new Nesterovs(learningRate, spec.momentum()),
        WorkspaceMode.ENABLED,
        (inputs, outputs) ->
            new DenseLayer.Builder().nIn(inputs).nOut(outputs).activation(Activation.RELU).build(),
        (inputs, classes) ->
            new OutputLayer.Builder(new LossMCXENT())
                .nIn(inputs)
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .build());
  }

  /** Makes a layer of H inputs and C outputs. */
  private interface LayerMaker {
    Layer make(int inputs, int outputs);
  }

  private static ComputationGraphConfiguration build(
      NetworkSpec spec,
      IUpdater updater,
      WorkspaceMode workspaces,
      LayerMaker dense,
      LayerMaker output) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .dataType(spec.precision())
            // Parameters are always set from outside, so DL4J's own draw is wasted work.
            .weightInit(WeightInit.ZERO)
            .updater(updater)
            .l2(spec.weightDecay())
            .l2Bias(spec.weightDecay())
            .trainingWorkspaceMode(workspaces)
            .inferenceWorkspaceMode(workspaces)
            .graphBuilder()
            .addInputs(INPUT);
    int width = addTrunk(graph, spec, dense);
    graph.addLayer(LOGITS, output.make(width, spec.layout().classes()), FEATURES);
    return graph.setOutputs(LOGITS).build();
  }

  private static int addTrunk(GraphBuilder graph, NetworkSpec spec, LayerMaker dense) {
    if (spec.architecture() instanceof Architecture.Mlp mlp) {
      return addDenseLayers(graph, spec.inputs(), mlp.hidden(), dense);
    }
    throw new AssertionError("no builder for architecture " + spec.architecture().describe());
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
