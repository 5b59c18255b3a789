package org.almkd.mixing;

/**
 * What a meta-gradient needs of some rows besides their features, one array of N rows a class:
 * loops over rows are long, whatever the number of classes, and independent of each other, so that
 * the compiler turns them into vector instructions.
 *
 * @param logits_CN student logits a
 * @param labels given labels y
 * @param teacherLogits_KCN teacher logits t_k
 */
record ClassColumns(double[][] logits_CN, int[] labels, double[][][] teacherLogits_KCN) {
  /** Rows transposed at a time. */
  private static final int BLOCK = 8;

  /** Returns room for some rows like those of another. */
  static ClassColumns like(LastLayer source, int rows) {
    int classes = source.classes();
    return new ClassColumns(
        new double[classes][rows],
        new int[rows],
        new double[source.teacherLogits_KNC().length][classes][rows]);
  }

  /** Returns N. */
  int rows() {
    return labels.length;
  }

  /** Returns C. */
  int classes() {
    return logits_CN.length;
  }

  /** Overwrites all with some rows of others. */
  void load(LastLayer source, int[] rows_N) {
    for (int i = 0; i < rows_N.length; i++) {
      labels[i] = source.labels()[rows_N[i]];
    }
    transpose(source.logits_NC(), rows_N, logits_CN);
    for (int k = 0; k < teacherLogits_KCN.length; k++) {
      transpose(source.teacherLogits_KNC()[k], rows_N, teacherLogits_KCN[k]);
    }
  }

  private static void transpose(double[] matrix, int[] rows_N, double[][] columns_CN) {
    int classes = columns_CN.length;
    int first = 0;
    for (; first + BLOCK <= rows_N.length; first += BLOCK) {
      transposeBlock(matrix, rows_N, first, columns_CN);
    }
    for (; first < rows_N.length; first++) {
      int from = rows_N[first] * classes;
      for (int c = 0; c < classes; c++) {
        columns_CN[c][first] = matrix[from + c];
      }
    }
  }

  /**
   * Transposes {@link #BLOCK} rows, class by class: written out, since a loop over so few rows
   * costs more than the copying.
   */
  private static void transposeBlock(
      double[] matrix, int[] rows_N, int first, double[][] columns_CN) {
    int classes = columns_CN.length;
    int row0 = rows_N[first] * classes;
    int row1 = rows_N[first + 1] * classes;
    int row2 = rows_N[first + 2] * classes;
    int row3 = rows_N[first + 3] * classes;
    int row4 = rows_N[first + 4] * classes;
    int row5 = rows_N[first + 5] * classes;
    int row6 = rows_N[first + 6] * classes;
    int row7 = rows_N[first + 7] * classes;
    for (int c = 0; c < classes; c++) {
      double[] column_N = columns_CN[c];
      column_N[first] = matrix[row0 + c];
      column_N[first + 1] = matrix[row1 + c];
      column_N[first + 2] = matrix[row2 + c];
      column_N[first + 3] = matrix[row3 + c];
      column_N[first + 4] = matrix[row4 + c];
      column_N[first + 5] = matrix[row5 + c];
      column_N[first + 6] = matrix[row6 + c];
      column_N[first + 7] = matrix[row7 + c];
    }
  }
}
