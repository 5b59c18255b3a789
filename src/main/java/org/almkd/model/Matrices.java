package org.almkd.model;

import java.lang.ref.Reference;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies between Java arrays (row-major) and ND4J matrices of FLOAT or DOUBLE, in bulk:
 * element-wise access through INDArray costs more than the arithmetic of a small network.
 *
 * <p>A pointer into an array does not keep the array alive: without the fences below, native memory
 * of an array that nobody else holds could be freed while it is copied.
 */
public final class Matrices {
  private Matrices() {}

  /** Returns the numbers of a matrix row by row, whatever its order and type. */
  public static double[] rows(INDArray matrix) {
    INDArray dense = rowMajorOnHost(matrix);
    int length = (int) dense.length();
    double[] values = new double[length];
    if (dense.dataType() == DataType.DOUBLE) {
      try {
        new DoublePointer(dense.data().addressPointer()).get(values, 0, length);
      } finally {
        Reference.reachabilityFence(dense);
      }
      return values;
    }
    float[] floats = copyOf(dense);
    for (int i = 0; i < length; i++) {
      values[i] = floats[i];
    }
    return values;
  }

  /** Returns the numbers of a FLOAT matrix row by row. */
  public static float[] floatRows(INDArray matrix) {
    requireFloat(matrix);
    return copyOf(rowMajorOnHost(matrix));
  }

  private static float[] copyOf(INDArray dense) {
    float[] values = new float[(int) dense.length()];
    try {
      new FloatPointer(dense.data().addressPointer()).get(values, 0, values.length);
    } finally {
      Reference.reachabilityFence(dense);
    }
    return values;
  }

  /** Writes numbers given row by row into a matrix of any order and type. */
  public static void write(double[] values, INDArray matrix) {
    if (values.length != matrix.length()) {
      throw new IllegalArgumentException(
          "cannot fill a matrix of %d numbers: found %d".formatted(matrix.length(), values.length));
    }
    INDArray target =
        isRowMajor(matrix)
            ? matrix
            : Nd4j.createUninitialized(matrix.dataType(), matrix.shape(), 'c');
    if (target.dataType() == DataType.DOUBLE) {
      new DoublePointer(target.data().addressPointer()).put(values, 0, values.length);
    } else {
      float[] floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) values[i];
      }
      new FloatPointer(target.data().addressPointer()).put(floats, 0, floats.length);
    }
    Nd4j.getAffinityManager().tagLocation(target, Location.HOST);
    if (target != matrix) {
      matrix.assign(target);
    }
  }

  /**
   * Writes {@code count} numbers from {@code values[from]} on over the first numbers of a FLOAT
   * row-major matrix.
   */
  public static void write(float[] values, int from, int count, INDArray matrix) {
    requireFloat(matrix);
    // The copy goes to native memory, which nobody else guards.
    if (count > matrix.length()) {
      throw new IllegalArgumentException(
          "cannot write %d numbers into a matrix of %d".formatted(count, matrix.length()));
    }
    new FloatPointer(matrix.data().addressPointer()).put(values, from, count);
    Nd4j.getAffinityManager().tagLocation(matrix, Location.HOST);
  }

  private static void requireFloat(INDArray matrix) {
    if (matrix.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException(
          "cannot copy floats of a matrix of " + matrix.dataType() + "; expected FLOAT");
    }
  }

  /** Returns a new row-major matrix of some rows; ND4J's own gather takes microseconds a row. */
  public static INDArray select(INDArray matrix, int[] rows) {
    INDArray to =
        Nd4j.createUninitialized(matrix.dataType(), new long[] {rows.length, matrix.size(1)}, 'c');
    copyRows(matrix, rows, to);
    return to;
  }

  /** Copies rows to the first columns of as many rows of another row-major matrix of its type. */
  static void copyRows(INDArray matrix, int[] rows, INDArray to) {
    if (to.size(0) != rows.length
        || to.size(1) < matrix.size(1)
        || to.dataType() != matrix.dataType()) {
      throw new IllegalArgumentException(
          "cannot copy %d rows of %d numbers of %s into a matrix of %d x %d of %s"
              .formatted(
                  rows.length,
                  matrix.size(1),
                  matrix.dataType(),
                  to.size(0),
                  to.size(1),
                  to.dataType()));
    }
    INDArray from = rowMajorOnHost(matrix);
    long number = from.dataType().width();
    long width = from.size(1) * number;
    long stride = to.size(1) * number;
    try {
      Pointer source = new BytePointer(from.data().addressPointer());
      Pointer target = new BytePointer(to.data().addressPointer());
      for (int i = 0; i < rows.length; i++) {
        // Nothing else guards native memory.
        long row = Objects.checkIndex(rows[i], matrix.rows());
        Pointer.memcpy(target.position(i * stride), source.position(row * width), width);
      }
    } finally {
      Reference.reachabilityFence(from);
      Reference.reachabilityFence(to);
    }
    Nd4j.getAffinityManager().tagLocation(to, Location.HOST);
  }

  private static INDArray rowMajorOnHost(INDArray matrix) {
    INDArray dense = isRowMajor(matrix) ? matrix : matrix.dup('c');
    Nd4j.getAffinityManager().ensureLocation(dense, Location.HOST);
    return dense;
  }

  private static boolean isRowMajor(INDArray matrix) {
    // A reshaped array calls itself a view even where it is the whole of its buffer.
    return matrix.ordering() == 'c' && matrix.offset() == 0 && matrix.elementWiseStride() == 1;
  }
}
