package org.almkd.mixing;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.almkd.model.NativeRuntime;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A random last layer with a chunk and a validation batch, as plain arrays.
 *
 * @param weights_CH1 last layer [W b]
 * @param chunk the chunk's rows
 * @param validation the validation batch
 */
record Problem(double[][] weights_CH1, Rows chunk, Rows validation) {
  static final int CLASSES = 5;
  static final int WIDTH = 4;

  /**
   * Some rows.
   *
   * @param features_NH1 [h;1]
   * @param labels given labels
   * @param teachers_KNC teacher logits
   */
  record Rows(double[][] features_NH1, int[] labels, double[][][] teachers_KNC) {
    int count() {
      return labels.length;
    }

    /** Returns the same rows as the kernels take them. */
    LastLayer lastLayer(double[][] weights_CH1) {
      NativeRuntime.prepare(1);
      double[][] features = new double[count()][];
      double[] logits = new double[count() * CLASSES];
      for (int i = 0; i < count(); i++) {
        features[i] = java.util.Arrays.copyOf(features_NH1[i], WIDTH);
        System.arraycopy(
            NaiveOuterLoss.logits(weights_CH1, features_NH1[i]), 0, logits, i * CLASSES, CLASSES);
      }
      double[][] teachers = new double[teachers_KNC.length][];
      for (int k = 0; k < teachers.length; k++) {
        teachers[k] =
            java.util.Arrays.stream(teachers_KNC[k])
                .flatMapToDouble(java.util.Arrays::stream)
                .toArray();
      }
      return new LastLayer(Nd4j.createFromArray(features), logits, labels, teachers);
    }
  }

  static Problem random(long seed, int teachers, int rows, int validationRows) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Problem(
        matrix(random, CLASSES, WIDTH + 1, 1),
        rows(random, teachers, rows),
        rows(random, teachers, validationRows));
  }

  private static Rows rows(SplittableRandom random, int teachers, int rows) {
    double[][] features = matrix(random, rows, WIDTH + 1, 1);
    for (double[] row : features) {
      // As after a ReLU; the last entry is the bias.
      for (int h = 0; h < WIDTH; h++) {
        row[h] = Math.max(0, row[h]);
      }
      row[WIDTH] = 1;
    }
    return new Rows(
        features,
        random.ints(rows, 0, CLASSES).toArray(),
        IntStream.range(0, teachers)
            .mapToObj(k -> matrix(random, rows, CLASSES, 4))
            .toArray(double[][][]::new));
  }

  private static double[][] matrix(SplittableRandom random, int rows, int columns, double bound) {
    double[][] matrix = new double[rows][];
    for (int i = 0; i < rows; i++) {
      matrix[i] = random.doubles(columns, -bound, bound).toArray();
    }
    return matrix;
  }

  LastLayer chunkLayer() {
    return chunk.lastLayer(weights_CH1);
  }

  LastLayer validationLayer() {
    return validation.lastLayer(weights_CH1);
  }
}
