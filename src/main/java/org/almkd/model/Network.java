package org.almkd.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.blas.Level1;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A trainable network: one DL4J graph whose parameters and optimizer state are read and written as
 * flat arrays of P numbers, in DL4J's order.
 *
 * <p>Not thread-safe; a replica belongs to one task at a time.
 */
public final class Network {
  private static final List<String> ENDS = List.of(Graphs.FEATURES, Graphs.LOGITS);

  private final NetworkSpec spec;
  private final ComputationGraph graph;
  private final PackedMixedLoss loss;
  private final INDArray parameters;
  private final INDArray gradient;
  private final INDArray optimizerState;
  private final RunningStatistics statistics;
  private final Map<Integer, Batch> batches = new LinkedHashMap<>();

  /** 0 until it is asked for. */
  private int inferenceRows;

  private Network(NetworkSpec spec, ComputationGraph graph) {
    this.spec = spec;
    this.graph = graph;
    this.loss =
        (PackedMixedLoss) ((BaseOutputLayer) graph.getOutputLayer(0).conf().getLayer()).getLossFn();
    graph.initGradientsView();
    INDArray all = graph.params();
    this.parameters = all.reshape(all.length());
    INDArray gradients = graph.getFlattenedGradients();
    this.gradient = gradients.reshape(gradients.length());
    this.optimizerState = Nd4j.zeros(spec.precision(), graph.numParams());
    this.statistics =
        new RunningStatistics(graph.getLayers(), parameters, gradient, optimizerState);
  }

  /** Builds a network of a spec; all its parameters are 0 until {@link #load} is called. */
  public static Network create(NetworkSpec spec) {
    ComputationGraph graph = new ComputationGraph(Graphs.forTraining(spec));
    graph.init();
    return new Network(spec, graph);
  }

  /** Returns what the network was built from. */
  public NetworkSpec spec() {
    return spec;
  }

  /** Returns the layers; where their parameters lie in the flat array, only their offsets tell. */
  Layer[] layers() {
    return graph.getLayers();
  }

  /** Returns P. */
  public int parameterCount() {
    return (int) graph.numParams();
  }

  /** Returns the live flat parameters: writing to them changes the network. */
  public INDArray parameters() {
    return parameters;
  }

  /** Returns the live flat optimizer state: the momentum buffer, P numbers. */
  public INDArray optimizerState() {
    return optimizerState;
  }

  /** Overwrites parameters and optimizer state. */
  public void load(Replica replica) {
    write(replica.parameters(), parameters());
    write(replica.optimizerState(), optimizerState());
  }

  /** Overwrites the parameters; the optimizer state stays. */
  public void loadParameters(float[] parameters) {
    write(parameters, parameters());
  }

  /** Returns copies of parameters and optimizer state. */
  public Replica snapshot() {
    return new Replica(Matrices.floatRows(parameters()), Matrices.floatRows(optimizerState()));
  }

  private static void write(float[] values, INDArray target) {
    if (values.length != target.length()) {
      throw new IllegalArgumentException(
          "cannot load a network: found %d numbers, expected %d"
              .formatted(values.length, target.length()));
    }
    Matrices.write(values, 0, values.length, target);
  }

  /**
   * The arrays of a batch.
   *
   * @param features_BD features; B x channels x height x width where the network takes images
   * @param targets_BL packed target rows
   */
  public record Batch(INDArray features_BD, INDArray targets_BL) {}

  /**
   * Returns the arrays for batches of a size, to be filled before each step. They are the same at
   * each call while few sizes take turns, and so is all that a step prepares for them.
   *
   * @param rows B
   */
  public Batch batch(int rows) {
    Batch batch = batches.get(rows);
    if (batch == null) {
      if (batches.size() == RecentArrays.KEPT) {
        batches.remove(batches.keySet().iterator().next());
      }
      batch = new Batch(inputs(rows), matrix(rows, spec.layout().width()));
      batches.put(rows, batch);
    }
    return batch;
  }

  /**
   * Takes one SGD step on the mean of the batch's mixed losses (eq 11).
   *
   * <p>DL4J computes the gradient; the update is {@link TorchSgd}'s on all parameters at once,
   * where DL4J would go through them layer by layer.
   *
   * @param batch features and targets
   * @param learningRate eta
   * @return the sum of the rows' losses before the step
   */
  public double step(Batch batch, double learningRate) {
    graph.setInputs(batch.features_BD());
    graph.setLabels(batch.targets_BL());
    graph.computeGradientAndScore();
    graph.clearLayersStates();

    statistics.read();
    Level1 blas = Nd4j.getBlasWrapper().level1();
    long n = parameters.length();
    blas.scal(n, 1.0 / batch.features_BD().size(0), gradient);
    blas.axpy(n, spec.weightDecay(), parameters, gradient);
    TorchSgdUpdater.toStep(gradient, optimizerState, spec.momentum(), learningRate);
    blas.axpy(n, -1, gradient, parameters);
    statistics.write();
    return loss.sum();
  }

  /** Runs the network in evaluation mode; nothing of the network changes. */
  public Activations forward(INDArray features_BD) {
    INDArray[] ends = graph.output(ENDS, false, new INDArray[] {features_BD}, (INDArray[]) null);
    return new Activations(ends[0], ends[1]);
  }

  /** Returns how many rows it is run over at a time. */
  int inferenceRows() {
    if (inferenceRows == 0) {
      inferenceRows = InferenceBatch.rows(graph, spec.input(), inputs(1));
    }
    return inferenceRows;
  }

  /**
   * Returns the bytes of what the layers make of a batch: in training of all layers, with their
   * derivatives; in inference of the largest and the one that it is made of.
   *
   * @param rows rows of a training step
   */
  public long activationBytes(int rows) {
    LongSummaryStatistics sizes =
        LongStream.of(InferenceBatch.sizes(graph, inputs(1))).summaryStatistics();
    return 2L
        * spec.precision().width()
        * Math.max(rows * sizes.getSum(), inferenceRows() * sizes.getMax());
  }

  /** Returns the logits alone, in evaluation mode. */
  public INDArray logits(INDArray features_BD) {
    return graph.outputSingle(false, features_BD);
  }

  /** Returns an array for the features of a batch, to be filled row by row. */
  public INDArray inputs(int rows) {
    return Nd4j.create(spec.precision(), spec.batchShape(rows), 'c');
  }

  /** Returns a matrix of the network's precision for a batch, row-major. */
  public INDArray matrix(int rows, int columns) {
    return Nd4j.create(spec.precision(), new long[] {rows, columns}, 'c');
  }
}
