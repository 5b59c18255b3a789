package org.almkd.model;

import org.almkd.data.Features;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a network over many rows in batches of fixed size, so that results depend on the rows alone.
 */
public final class Forward {
  private static final int ROWS = 512;

  /** Images: what a trunk makes of a batch is many times as large as the batch. */
  private static final int IMAGES = 128;

  private Forward() {}

  /**
   * Last-layer inputs and logits of many rows.
   *
   * @param features_NH last-layer inputs, row-major
   * @param logits_NC pre-softmax outputs, row-major
   * @param width H
   */
  public record Outputs(float[] features_NH, float[] logits_NC, int width) {}

  /** Returns features and logits of all rows. */
  public static Outputs all(Network network, Features rows_ND) {
    int rows = rows_ND.rows();
    int classes = network.spec().layout().classes();
    int most = batch(network);
    float[] logits = new float[rows * classes];
    float[] features = new float[0];
    int width = 0;
    for (int first = 0; first < rows; first += most) {
      int size = Math.min(most, rows - first);
      INDArray batch = network.inputs(size);
      write(rows_ND, first, size, batch);
      Activations activations = network.forward(batch);
      float[] hidden = Matrices.floatRows(activations.features_BH());
      if (first == 0) {
        width = hidden.length / size;
        features = new float[rows * width];
      }
      System.arraycopy(hidden, 0, features, first * width, hidden.length);
      float[] batchLogits = Matrices.floatRows(activations.logits_BC());
      System.arraycopy(batchLogits, 0, logits, first * classes, batchLogits.length);
    }
    return new Outputs(features, logits, width);
  }

  /** Returns the logits of all rows. */
  public static float[] logits(Network network, Features rows_ND) {
    int rows = rows_ND.rows();
    int classes = network.spec().layout().classes();
    int most = batch(network);
    float[] logits = new float[rows * classes];
    for (int first = 0; first < rows; first += most) {
      int size = Math.min(most, rows - first);
      INDArray batch = network.inputs(size);
      write(rows_ND, first, size, batch);
      float[] batchLogits = Matrices.floatRows(network.logits(batch));
      System.arraycopy(batchLogits, 0, logits, first * classes, batchLogits.length);
    }
    return logits;
  }

  /** Writes what a network is given of neighbouring rows into a batch of as many. */
  static void write(Features rows_ND, int first, int count, INDArray batch) {
    float[] numbers = new float[count * rows_ND.width()];
    rows_ND.write(first, count, numbers, 0);
    Matrices.write(numbers, 0, numbers.length, batch);
  }

  private static int batch(Network network) {
    return network.spec().architecture().takesImages() ? IMAGES : ROWS;
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
