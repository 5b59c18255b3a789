package org.almkd.model;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network as DL4J's own trainers take it: the graph of a {@link Network}, which they train by
 * {@code fit}. Each has a loss and an updater of its own: copies of one configuration would share
 * them, and with them what one step leaves for the next call. Not thread-safe.
 */
public final class MasterGraph {
  private final ComputationGraph graph;

  private MasterGraph(ComputationGraph graph) {
    this.graph = graph;
  }

  /** Builds a network of a spec; all its parameters are 0 until {@link #load} is called. */
  public static MasterGraph create(NetworkSpec spec) {
    ComputationGraph graph = new ComputationGraph(Graphs.forTraining(spec));
    graph.init();
    return new MasterGraph(graph);
  }

  /** Returns the live graph; labels that it is fitted to are packed target rows. */
  public ComputationGraph graph() {
    return graph;
  }

  /**
   * Overwrites parameters and optimizer state, and sets the learning rate of the steps that follow.
   */
  public void load(Replica replica, double learningRate) {
    write(replica.parameters(), graph.params());
    write(replica.optimizerState(), graph.getUpdater().getStateViewArray());
    for (Layer layer : graph.getLayers()) {
      if (layer.conf().getLayer() instanceof BaseLayer base) {
        base.getIUpdater().setLrAndSchedule(learningRate, null);
      }
    }
  }

  private static void write(float[] values, INDArray target) {
    if (values.length != target.length()) {
      throw new IllegalArgumentException(
          "cannot load a network: found %d numbers, expected %d"
              .formatted(values.length, target.length()));
    }
    Matrices.write(values, 0, values.length, target);
  }

  /** Returns copies of parameters and optimizer state. */
  public Replica replica() {
    return new Replica(
        Matrices.floatRows(graph.params()),
        Matrices.floatRows(graph.getUpdater().getStateViewArray()));
  }

  /** Is told of each step. */
  @FunctionalInterface
  public interface StepListener {
    /**
     * A step is about to be taken.
     *
     * @param rows rows of its batch
     * @param lossSum sum of their losses before the step
     */
    void step(int rows, double lossSum);
  }

  /** Has each step told. */
  public void listen(StepListener listener) {
    PackedMixedLoss loss =
        (PackedMixedLoss) ((BaseOutputLayer) graph.getOutputLayer(0).conf().getLayer()).getLossFn();
    graph.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onGradientCalculation(Model model) {
            listener.step(((ComputationGraph) model).batchSize(), loss.sum());
          }
        });
  }
}
