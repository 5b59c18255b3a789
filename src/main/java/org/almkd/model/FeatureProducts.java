package org.almkd.model;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The two products of N rows F (N x H) with C-row matrices that a look-ahead needs, S^T F and F
 * A^T, on native arrays that are made once. Not thread-safe.
 *
 * <p>The products are computed in the type of F, FLOAT or DOUBLE.
 */
public final class FeatureProducts {
  private final INDArray features_NH;
  private final int classes;

  private final INDArray product_NC;
  private final INDArray slopes_NC;
  private final float[] narrow;
  private final RecentArrays<PreparedOp> gradients;
  private final RecentArrays<PreparedOp> applications;

  /**
   * Prepares products.
   *
   * @param features_NH F, row-major, FLOAT or DOUBLE; read again at each call
   * @param classes C
   */
  public FeatureProducts(INDArray features_NH, int classes) {
    this.features_NH = features_NH;
    this.classes = classes;
    DataType type = features_NH.dataType();
    long rows = features_NH.size(0);
    product_NC = Nd4j.createUninitialized(type, new long[] {rows, classes}, 'c');
    slopes_NC = Nd4j.createUninitialized(type, new long[] {rows, classes}, 'c');
    narrow = new float[type == DataType.FLOAT ? (int) rows * classes : 0];
    gradients =
        new RecentArrays<>(
            matrix -> PreparedOp.product(slopes_NC, true, features_NH, false, matrix));
    applications =
        new RecentArrays<>(
            matrix -> PreparedOp.product(features_NH, false, matrix, true, product_NC));
  }

  /** Returns C. */
  public int classes() {
    return classes;
  }

  /** Returns a matrix for {@link #gradient} and {@link #apply}: A, C x H. */
  public INDArray matrix() {
    return Nd4j.createUninitialized(
        features_NH.dataType(), new long[] {classes, features_NH.size(1)}, 'c');
  }

  /**
   * Writes S^T F.
   *
   * @param slopes S, N x C row-major
   * @param matrix receives the product
   */
  public void gradient(double[] slopes, INDArray matrix) {
    requireSize(slopes);
    if (slopes_NC.dataType() == DataType.DOUBLE) {
      new DoublePointer(slopes_NC.data().addressPointer()).put(slopes, 0, slopes.length);
    } else {
      for (int j = 0; j < slopes.length; j++) {
        narrow[j] = (float) slopes[j];
      }
      new FloatPointer(slopes_NC.data().addressPointer()).put(narrow, 0, narrow.length);
    }
    Nd4j.getAffinityManager().tagLocation(slopes_NC, Location.HOST);
    gradients.of(matrix).run();
  }

  /**
   * Writes F A^T.
   *
   * @param matrix A
   * @param product receives N x C numbers, row-major
   */
  public void apply(INDArray matrix, double[] product) {
    requireSize(product);
    applications.of(matrix).run();
    Nd4j.getAffinityManager().ensureLocation(product_NC, Location.HOST);
    if (product_NC.dataType() == DataType.DOUBLE) {
      new DoublePointer(product_NC.data().addressPointer()).get(product, 0, product.length);
    } else {
      new FloatPointer(product_NC.data().addressPointer()).get(narrow, 0, narrow.length);
      for (int j = 0; j < product.length; j++) {
        product[j] = narrow[j];
      }
    }
  }

  private void requireSize(double[] values) {
    if (values.length != slopes_NC.length()) {
      throw new IllegalArgumentException(
          "cannot multiply %d rows of %d classes: found %d numbers"
              .formatted(slopes_NC.size(0), classes, values.length));
    }
  }
}
