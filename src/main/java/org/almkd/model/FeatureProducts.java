package org.almkd.model;

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
  private final INDArray slopes_CN;
  private final INDArray product_CN;
  private final HostNumbers slopes;
  private final HostNumbers product;
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
    slopes_CN = Nd4j.createUninitialized(type, shape, 'c');
    product_CN = Nd4j.createUninitialized(type, shape, 'c');
    slopes = HostNumbers.of(slopes_CN);
    product = HostNumbers.of(product_CN);
    gradients =
        new RecentArrays<>(
            matrix -> PreparedOp.product(slopes_CN, false, features_NH1, false, matrix));
    applications =
        new RecentArrays<>(
            matrix -> PreparedOp.product(matrix, false, features_NH1, true, product_CN));
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

  /** Returns an array for {@link #gradient} and {@link #apply}: A, C x (H+1). */
  public INDArray matrix() {
    return Nd4j.createUninitialized(
        features_NH1.dataType(), new long[] {classes, features_NH1.size(1)}, 'c');
  }

  /**
   * Sets a column of S.
   *
   * @param c class
   * @param slopes_N the column
   */
  public void setSlopes(int c, double[] slopes_N) {
    slopes.set(c * slopes_N.length, slopes_N);
  }

  /** Writes S^T F. */
  public void gradient(INDArray matrix) {
    slopes.toNative(slopes_CN);
    gradients.of(matrix).run();
  }

  /** Computes F A^T, for {@link #addTo} and {@link #copy} to read. */
  public void apply(INDArray matrix) {
    applications.of(matrix).run();
    product.fromNative(product_CN);
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
    product.addTo(c * sum_N.length, base_N, factor, sum_N);
  }

  /** Copies a column of F A^T, that of class c. */
  public void copy(int c, double[] product_N) {
    product.copy(c * product_N.length, product_N);
  }

  /** A native array's numbers on the Java heap, in its own type. */
  private sealed interface HostNumbers {
    static HostNumbers of(INDArray array) {
      int length = (int) array.length();
      return array.dataType() == DataType.DOUBLE
          ? new Doubles(new double[length])
          : new Floats(new float[length]);
    }

    void set(int from, double[] numbers);

    void addTo(int from, double[] base, double factor, double[] sum);

    void copy(int from, double[] numbers);

    void toNative(INDArray array);

    void fromNative(INDArray array);
  }

  private record Doubles(double[] values) implements HostNumbers {
    @Override
    public void set(int from, double[] numbers) {
      System.arraycopy(numbers, 0, values, from, numbers.length);
    }

    @Override
    public void addTo(int from, double[] base, double factor, double[] sum) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] = base[j] + factor * values[from + j];
      }
    }

    @Override
    public void copy(int from, double[] numbers) {
      System.arraycopy(values, from, numbers, 0, numbers.length);
    }

    @Override
    public void toNative(INDArray array) {
      new DoublePointer(array.data().addressPointer()).put(values, 0, values.length);
      Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }

    @Override
    public void fromNative(INDArray array) {
      Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
      new DoublePointer(array.data().addressPointer()).get(values, 0, values.length);
    }
  }

  private record Floats(float[] values) implements HostNumbers {
    @Override
    public void set(int from, double[] numbers) {
      for (int j = 0; j < numbers.length; j++) {
        values[from + j] = (float) numbers[j];
      }
    }

    @Override
    public void addTo(int from, double[] base, double factor, double[] sum) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] = base[j] + factor * values[from + j];
      }
    }

    @Override
    public void copy(int from, double[] numbers) {
      for (int j = 0; j < numbers.length; j++) {
        numbers[j] = values[from + j];
      }
    }

    @Override
    public void toNative(INDArray array) {
      new FloatPointer(array.data().addressPointer()).put(values, 0, values.length);
      Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }

    @Override
    public void fromNative(INDArray array) {
      Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
      new FloatPointer(array.data().addressPointer()).get(values, 0, values.length);
    }
  }
}
