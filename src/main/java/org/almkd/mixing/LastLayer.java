package org.almkd.mixing;

import org.almkd.model.FeatureProducts;
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

  /** Returns products for as many rows, whose features are yet to be loaded. */
  FeatureProducts products() {
    return new FeatureProducts(
        features_NH.dataType(), rows(), (int) features_NH.size(1), classes());
  }

  /** Returns some of the rows, in the order given. */
  public LastLayer select(int[] rows) {
    LastLayer selected = new LastLayer(Matrices.select(features_NH, rows), this, rows.length);
    selected.copyFrom(this, rows);
    return selected;
  }

  /** Room for some rows of another; {@link #copyFrom} fills all but the features. */
  LastLayer(INDArray features_NH, LastLayer like, int rows) {
    this(
        features_NH,
        new double[rows * like.classes()],
        new int[rows],
        new double[like.teacherLogits_KNC.length][rows * like.classes()]);
  }

  /** Overwrites logits, labels and teacher logits with those of some rows of another. */
  void copyFrom(LastLayer source, int[] rows) {
    int classes = source.classes();
    for (int i = 0; i < rows.length; i++) {
      labels[i] = source.labels[rows[i]];
    }
    gather(source.logits_NC, rows, classes, logits_NC);
    for (int k = 0; k < teacherLogits_KNC.length; k++) {
      gather(source.teacherLogits_KNC[k], rows, classes, teacherLogits_KNC[k]);
    }
  }

  private static void gather(double[] matrix, int[] rows, int width, double[] gathered) {
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(matrix, rows[i] * width, gathered, i * width, width);
    }
  }
}
