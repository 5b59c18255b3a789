package org.almkd.model;

import org.almkd.data.Features;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a network over many rows in batches of fixed size, so that results depend on the rows alone.
 */
public final class Forward {
  private Forward() {}

  /**
   * Last-layer inputs and logits of many rows.
   *
   * @param features_NH last-layer inputs, row-major
   * @param logits_NC pre-softmax outputs, row-major
   * @param width H
   */
  public record Outputs(float[] features_NH, float[] logits_NC, int width) {}

  /** Takes what a network makes of some rows, batch by batch in the order of the rows. */
  @FunctionalInterface
  public interface Batches {
    /**
     * Takes a batch.
     *
     * @param first number of its first row
     * @param features_BH last-layer inputs, row-major; empty where only logits were asked for
     * @param logits_BC pre-softmax outputs, row-major
     */
    void accept(int first, float[] features_BH, float[] logits_BC);
  }

  /** Returns features and logits of all rows. */
  public static Outputs all(Network network, Features rows_ND) {
    int rows = rows_ND.rows();
    int classes = network.spec().layout().classes();
    float[] logits = new float[rows * classes];
    float[][] features = {new float[0]};
    int[] width = {0};
    each(
        network,
        rows_ND,
        (first, hidden, batchLogits) -> {
          if (first == 0) {
            width[0] = hidden.length / (batchLogits.length / classes);
            features[0] = new float[rows * width[0]];
          }
          System.arraycopy(hidden, 0, features[0], first * width[0], hidden.length);
          System.arraycopy(batchLogits, 0, logits, first * classes, batchLogits.length);
        });
    return new Outputs(features[0], logits, width[0]);
  }

  /** Computes features and logits of all rows, of which only one batch is in memory at a time. */
  public static void each(Network network, Features rows_ND, Batches batches) {
    int most = network.inferenceRows();
    for (int first = 0; first < rows_ND.rows(); first += most) {
      Activations activations = network.forward(inputs(network, rows_ND, first, most));
      batches.accept(
          first,
          Matrices.floatRows(activations.features_BH()),
          Matrices.floatRows(activations.logits_BC()));
    }
  }

  /** Returns the logits of all rows. */
  public static float[] logits(Network network, Features rows_ND) {
    int classes = network.spec().layout().classes();
    float[] logits = new float[rows_ND.rows() * classes];
    eachLogits(
        network,
        rows_ND,
        (first, hidden, batch) ->
            System.arraycopy(batch, 0, logits, first * classes, batch.length));
    return logits;
  }

  /** Computes the logits of all rows, of which only one batch is in memory at a time. */
  public static void eachLogits(Network network, Features rows_ND, Batches batches) {
    float[] none = new float[0];
    int most = network.inferenceRows();
    for (int first = 0; first < rows_ND.rows(); first += most) {
      INDArray batch = inputs(network, rows_ND, first, most);
      batches.accept(first, none, Matrices.floatRows(network.logits(batch)));
    }
  }

  private static INDArray inputs(Network network, Features rows_ND, int first, int most) {
    int size = Math.min(most, rows_ND.rows() - first);
    INDArray batch = network.inputs(size);
    write(rows_ND, first, size, batch);
    return batch;
  }

  /** Writes what a network is given of neighbouring rows into a batch of as many. */
  static void write(Features rows_ND, int first, int count, INDArray batch) {
    float[] numbers = new float[count * rows_ND.width()];
    rows_ND.write(first, count, numbers, 0);
    Matrices.write(numbers, 0, numbers.length, batch);
  }

  /** Returns single-precision numbers as doubles, for kernels that work in double. */
  public static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
