package org.almkd.model;

import java.lang.ref.Reference;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The two products of rows F = [h;1] (N x (H+1)) that a look-ahead step needs, S^T F and F A^T, on
 * native arrays that are made once. S and F A^T are handed over transposed, C x N, and in parts:
 * loops over rows rather than classes are long, and independent of each other. Not thread-safe.
 *
 * <p>The products are computed in the type of the features, FLOAT or DOUBLE.
 */
public final class FeatureProducts {
  private final INDArray features_NH1;
  private final int classes;

  /**
   * F A^T, then S: one array for both, so that more of a chunk stays in the caches. A buffer over
   * its memory does not keep it alive, hence the fences.
   */
  private final INDArray columns_CN;

  private final Numbers columns;
  private final RecentArrays<PreparedOp> gradients;
  private final RecentArrays<PreparedOp> applications;

  /**
   * Prepares products of rows that {@link #load} gives.
   *
   * @param type FLOAT or DOUBLE
   * @param rows N
   * @param width H
   * @param classes C
   */
  public FeatureProducts(DataType type, int rows, int width, int classes) {
    this.classes = classes;
    // The last column stays as it is.
    features_NH1 = Nd4j.ones(type, rows, width + 1);
    long[] shape = {classes, rows};
    columns_CN = Nd4j.createUninitialized(type, shape, 'c');
    columns = Numbers.of(columns_CN);
    gradients =
        new RecentArrays<>(
            matrix -> PreparedOp.product(columns_CN, false, features_NH1, false, matrix));
    applications =
        new RecentArrays<>(
            matrix -> PreparedOp.product(matrix, false, features_NH1, true, columns_CN));
  }

  /**
   * Sets h of each row.
   *
   * @param features_MH features to choose from, of the type of the products
   * @param rows_N numbers of the rows chosen
   */
  public void load(INDArray features_MH, int[] rows_N) {
    Matrices.copyRows(features_MH, rows_N, features_NH1);
  }

  /** Returns the type of the products. */
  public DataType type() {
    return features_NH1.dataType();
  }

  /** Returns C. */
  public int classes() {
    return classes;
  }

  /** Returns an array for {@link #gradient} and {@link #apply}: A, C x (H+1). */
  public INDArray matrix() {
    return Nd4j.createUninitialized(
        features_NH1.dataType(), new long[] {classes, features_NH1.size(1)}, 'c');
  }

  /**
   * Sets a column of S, which takes the place of that of F A^T.
   *
   * @param c class
   * @param slopes_N the column
   */
  public void setSlopes(int c, double[] slopes_N) {
    try {
      columns.set(c * slopes_N.length, slopes_N);
    } finally {
      Reference.reachabilityFence(columns_CN);
    }
  }

  /** The same in single precision, of products in FLOAT. */
  public void setSlopes(int c, float[] slopes_N) {
    try {
      columns.set(c * slopes_N.length, slopes_N);
    } finally {
      Reference.reachabilityFence(columns_CN);
    }
  }

  /** Writes S^T F. */
  public void gradient(INDArray matrix) {
    Nd4j.getAffinityManager().tagLocation(columns_CN, Location.HOST);
    gradients.of(matrix).run();
  }

  /** Computes F A^T, for {@link #addTo} and {@link #copy} to read. */
  public void apply(INDArray matrix) {
    applications.of(matrix).run();
    Nd4j.getAffinityManager().ensureLocation(columns_CN, Location.HOST);
  }

  /**
   * Writes base + factor x (a column of F A^T).
   *
   * @param c class
   * @param base_N one number a row
   * @param factor what the column is multiplied by
   * @param sum_N receives one number a row
   */
  public void addTo(int c, double[] base_N, double factor, double[] sum_N) {
    try {
      columns.addTo(c * sum_N.length, base_N, factor, sum_N);
    } finally {
      Reference.reachabilityFence(columns_CN);
    }
  }

  /** The same in single precision, of products in FLOAT. */
  public void addTo(int c, float[] base_N, float factor, float[] sum_N) {
    try {
      columns.addTo(c * sum_N.length, base_N, factor, sum_N);
    } finally {
      Reference.reachabilityFence(columns_CN);
    }
  }

  /** Copies a column of F A^T, that of class c. */
  public void copy(int c, double[] product_N) {
    try {
      columns.copy(c * product_N.length, product_N);
    } finally {
      Reference.reachabilityFence(columns_CN);
    }
  }

  /** The same in single precision, of products in FLOAT. */
  public void copy(int c, float[] product_N) {
    try {
      columns.copy(c * product_N.length, product_N);
    } finally {
      Reference.reachabilityFence(columns_CN);
    }
  }

  /**
   * A native array's numbers, which lie in their own type; they are read and written a column at a
   * time, which stays in the first-level cache.
   */
  private sealed interface Numbers {
    static Numbers of(INDArray array) {
      return array.dataType() == DataType.DOUBLE
          ? new Doubles(
              new DoublePointer(array.data().addressPointer()).capacity(array.length()).asBuffer())
          : new Floats(
              new FloatPointer(array.data().addressPointer()).capacity(array.length()).asBuffer(),
              new float[(int) array.size(1)]);
    }

    void set(int from, double[] numbers);

    void set(int from, float[] numbers);

    void addTo(int from, double[] base, double factor, double[] sum);

    void addTo(int from, float[] base, float factor, float[] sum);

    void copy(int from, double[] numbers);

    void copy(int from, float[] numbers);
  }

  private record Doubles(DoubleBuffer values) implements Numbers {
    @Override
    public void set(int from, double[] numbers) {
      values.put(from, numbers);
    }

    @Override
    public void set(int from, float[] numbers) {
      throw singlePrecision();
    }

    @Override
    public void addTo(int from, double[] base, double factor, double[] sum) {
      values.get(from, sum);
      for (int j = 0; j < sum.length; j++) {
        sum[j] = base[j] + factor * sum[j];
      }
    }

    @Override
    public void addTo(int from, float[] base, float factor, float[] sum) {
      throw singlePrecision();
    }

    private static UnsupportedOperationException singlePrecision() {
      return new UnsupportedOperationException(
          "cannot exchange floats with products in DOUBLE; expected products in FLOAT");
    }

    @Override
    public void copy(int from, double[] numbers) {
      values.get(from, numbers);
    }

    @Override
    public void copy(int from, float[] numbers) {
      throw singlePrecision();
    }
  }

  private record Floats(FloatBuffer values, float[] column) implements Numbers {
    @Override
    public void set(int from, double[] numbers) {
      for (int j = 0; j < column.length; j++) {
        column[j] = (float) numbers[j];
      }
      values.put(from, column);
    }

    @Override
    public void set(int from, float[] numbers) {
      values.put(from, numbers);
    }

    @Override
    public void addTo(int from, double[] base, double factor, double[] sum) {
      values.get(from, column);
      for (int j = 0; j < sum.length; j++) {
        sum[j] = base[j] + factor * column[j];
      }
    }

    @Override
    public void addTo(int from, float[] base, float factor, float[] sum) {
      values.get(from, sum);
      for (int j = 0; j < sum.length; j++) {
        sum[j] = base[j] + factor * sum[j];
      }
    }

    @Override
    public void copy(int from, double[] numbers) {
      values.get(from, column);
      for (int j = 0; j < numbers.length; j++) {
        numbers[j] = column[j];
      }
    }

    @Override
    public void copy(int from, float[] numbers) {
      values.get(from, numbers);
    }
  }
}
