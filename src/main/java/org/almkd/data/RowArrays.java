package org.almkd.data;

import java.util.List;

/** Takes rows out of row-major arrays, and puts arrays one behind the other. */
public final class RowArrays {
  private RowArrays() {}

  static int[] gather(int[] values, int[] rows) {
    int[] gathered = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      gathered[i] = values[rows[i]];
    }
    return gathered;
  }

  /** Rows of a matrix that has {@code allRows} of them; a matrix without numbers stays empty. */
  public static float[] gather(float[] matrix, int[] rows, int allRows) {
    int width = matrix.length == 0 ? 0 : matrix.length / allRows;
    float[] gathered = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(matrix, rows[i] * width, gathered, i * width, width);
    }
    return gathered;
  }

  /** Returns arrays one behind the other. */
  public static float[] join(List<float[]> arrays) {
    float[] joined = new float[arrays.stream().mapToInt(a -> a.length).sum()];
    int to = 0;
    for (float[] array : arrays) {
      System.arraycopy(array, 0, joined, to, array.length);
      to += array.length;
    }
    return joined;
  }
}
