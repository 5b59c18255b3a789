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
  private static final int BLOCK = 16;

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
    double[] block = new double[BLOCK * classes];
    for (int first = 0; first < rows_N.length; first += BLOCK) {
      int count = Math.min(BLOCK, rows_N.length - first);
      // Whole rows come fast from memory; from the first-level cache any order is fast.
      for (int i = 0; i < count; i++) {
        System.arraycopy(matrix, rows_N[first + i] * classes, block, i * classes, classes);
      }
      for (int c = 0; c < classes; c++) {
        double[] column_N = columns_CN[c];
        for (int i = 0; i < count; i++) {
          column_N[first + i] = block[i * classes + c];
        }
      }
    }
  }
}
