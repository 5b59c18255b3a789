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
    for (int i = 0; i < rows_N.length; i++) {
      int from = rows_N[i] * columns_CN.length;
      for (int c = 0; c < columns_CN.length; c++) {
        columns_CN[c][i] = matrix[from + c];
      }
    }
  }
}
