package org.almkd.data;

/** Copies some rows of row-major arrays. */
final class RowGather {
  private RowGather() {}

  static int[] of(int[] values, int[] rows) {
    int[] gathered = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      gathered[i] = values[rows[i]];
    }
    return gathered;
  }

  /** Rows of a matrix that has {@code allRows} of them; a matrix without numbers stays empty. */
  static float[] of(float[] matrix, int[] rows, int allRows) {
    int width = matrix.length == 0 ? 0 : matrix.length / allRows;
    float[] gathered = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(matrix, rows[i] * width, gathered, i * width, width);
    }
    return gathered;
  }
}
