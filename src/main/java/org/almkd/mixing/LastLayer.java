package org.almkd.mixing;

import org.almkd.model.Matrices;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * All that a lambda pass knows of some rows: the student's last layer on them, their labels and
 * what the teachers say.
 *
 * @param features_NH last-layer inputs h, FLOAT or DOUBLE
 * @param logits_NC student logits a, row-major
 * @param labels given labels y
 * @param teacherLogits_KNC teacher logits t_k, one row-major array a teacher
 */
public record LastLayer(
    INDArray features_NH, double[] logits_NC, int[] labels, double[][] teacherLogits_KNC) {

  /** Returns N. */
  int rows() {
    return labels.length;
  }

  /** Returns C. */
  int classes() {
    return logits_NC.length / labels.length;
  }

  /** Returns some of the rows, in the order given. */
  public LastLayer select(int[] rows) {
    int[] selected = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      selected[i] = labels[rows[i]];
    }
    double[][] teachers = new double[teacherLogits_KNC.length][];
    for (int k = 0; k < teachers.length; k++) {
      teachers[k] = gather(teacherLogits_KNC[k], rows, classes());
    }
    return new LastLayer(
        Matrices.select(features_NH, rows), gather(logits_NC, rows, classes()), selected, teachers);
  }

  private static double[] gather(double[] matrix, int[] rows, int width) {
    double[] gathered = new double[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(matrix, rows[i] * width, gathered, i * width, width);
    }
    return gathered;
  }
}
