package org.almkd.model;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The two products of rows F = [h;1] (N x (H+1)) that a look-ahead step needs, S^T F and F A^T, on
 * native arrays that are made once. S and F A^T are handed over in parts, so that whoever computes
 * them can work on few rows at a time, while they are in the processor's cache. Not thread-safe.
 *
 * <p>The products are computed in the type of the features, FLOAT or DOUBLE.
 */
public final class FeatureProducts {
  private final INDArray features_NH1;
  private final int classes;
  private final INDArray slopes_NC;
  private final INDArray product_NC;
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
    features_NH1 = Nd4j.createUninitialized(type, new long[] {rows, width + 1}, 'c');
    long[] shape = {rows, classes};
    slopes_NC = Nd4j.createUninitialized(type, shape, 'c');
    product_NC = Nd4j.createUninitialized(type, shape, 'c');
    slopes = HostNumbers.of(slopes_NC);
    product = HostNumbers.of(product_NC);
    gradients =
        new RecentArrays<>(
            matrix -> PreparedOp.product(slopes_NC, true, features_NH1, false, matrix));
    applications =
        new RecentArrays<>(
            matrix -> PreparedOp.product(features_NH1, false, matrix, true, product_NC));
  }

  /**
   * Sets h of each row.
   *
   * @param features_MH features to choose from, of the type of the products
   * @param rows_N numbers of the rows chosen
   */
  public void load(INDArray features_MH, int[] rows_N) {
    Matrices.selectWithOnes(features_MH, rows_N, features_NH1);
  }

  /** Returns an array for {@link #gradient} and {@link #apply}: A, C x (H+1). */
  public INDArray matrix() {
    return Nd4j.createUninitialized(
        features_NH1.dataType(), new long[] {classes, features_NH1.size(1)}, 'c');
  }

  /**
   * Sets a part of S.
   *
   * @param from index of the first number set, in the row-major N x C numbers of S
   * @param numbers the numbers from there on
   * @param count how many of them
   */
  public void setSlopes(int from, double[] numbers, int count) {
    slopes.set(from, numbers, count);
  }

  /** Writes S^T F. */
  public void gradient(INDArray matrix) {
    slopes.toNative(slopes_NC);
    gradients.of(matrix).run();
  }

  /** Computes F A^T, for {@link #addTo} and {@link #copy} to read. */
  public void apply(INDArray matrix) {
    applications.of(matrix).run();
    product.fromNative(product_NC);
  }

  /**
   * Writes base + factor x (F A^T) of a part of the rows.
   *
   * @param from index of the first number, in the row-major N x C numbers of base and F A^T
   * @param base N x C numbers, row-major
   * @param factor what F A^T is multiplied by
   * @param sum receives {@code count} numbers
   * @param count how many of them
   */
  public void addTo(int from, double[] base, double factor, double[] sum, int count) {
    product.addTo(from, base, factor, sum, count);
  }

  /** Copies a part of F A^T. */
  public void copy(int from, double[] numbers, int count) {
    product.copy(from, numbers, count);
  }

  /** A native array's numbers on the Java heap, in its own type. */
  private sealed interface HostNumbers {
    static HostNumbers of(INDArray array) {
      int length = (int) array.length();
      return array.dataType() == DataType.DOUBLE
          ? new Doubles(new double[length])
          : new Floats(new float[length]);
    }

    void set(int from, double[] numbers, int count);

    void addTo(int from, double[] base, double factor, double[] sum, int count);

    void copy(int from, double[] numbers, int count);

    void toNative(INDArray array);

    void fromNative(INDArray array);
  }

  private record Doubles(double[] values) implements HostNumbers {
    @Override
    public void set(int from, double[] numbers, int count) {
      System.arraycopy(numbers, 0, values, from, count);
    }

    @Override
    public void addTo(int from, double[] base, double factor, double[] sum, int count) {
      for (int j = 0; j < count; j++) {
        sum[j] = base[from + j] + factor * values[from + j];
      }
    }

    @Override
    public void copy(int from, double[] numbers, int count) {
      System.arraycopy(values, from, numbers, 0, count);
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
    public void set(int from, double[] numbers, int count) {
      for (int j = 0; j < count; j++) {
        values[from + j] = (float) numbers[j];
      }
    }

    @Override
    public void addTo(int from, double[] base, double factor, double[] sum, int count) {
      for (int j = 0; j < count; j++) {
        sum[j] = base[from + j] + factor * values[from + j];
      }
    }

    @Override
    public void copy(int from, double[] numbers, int count) {
      for (int j = 0; j < count; j++) {
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
