package org.almkd.mixing;

import java.util.Arrays;
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
    INDArray features_NH, double[] logits_NC, int[] labels, double[][] teacherLogits_KNC)
    implements LastLayerRows {

  @Override
  public void with(int[] rows_N, Reader reader) {
    reader.read(this, rows_N);
  }

  /** Returns N. */
  int rows() {
    return labels.length;
  }

  /** Returns C. */
  int classes() {
    return logits_NC.length / labels.length;
  }

  /** Returns products for some rows, whose features are yet to be loaded. */
  FeatureProducts products(int rows) {
    return new FeatureProducts(features_NH.dataType(), rows, (int) features_NH.size(1), classes());
  }

  /** Returns some of the rows, in the order given. */
  public LastLayer select(int[] rows) {
    return new LastLayer(
        Matrices.select(features_NH, rows),
        gather(logits_NC, rows),
        Arrays.stream(rows).map(row -> labels[row]).toArray(),
        Arrays.stream(teacherLogits_KNC).map(t -> gather(t, rows)).toArray(double[][]::new));
  }

  private double[] gather(double[] matrix, int[] rows) {
    int width = classes();
    double[] gathered = new double[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(matrix, rows[i] * width, gathered, i * width, width);
    }
    return gathered;
  }
}
