package org.almkd.mixing;

/**
 * Walks over row-major N x C numbers a few rows at a time: what is done to a block then finds it in
 * the first-level cache, where whole chunks would be fetched again for every pass.
 */
final class RowBlocks {
  private static final int NUMBERS = 2048;

  private RowBlocks() {}

  /** What is done with a block. */
  interface Work {
    /**
     * Does it.
     *
     * @param from index of the block's first number
     * @param count numbers of the block, whole rows
     * @param scratch at least that many numbers, to be overwritten
     */
    void on(int from, int count, double[] scratch);
  }

  /** Returns the most numbers that a block has. */
  static int size(int rows, int classes) {
    return Math.min(rows, Math.max(1, NUMBERS / classes)) * classes;
  }

  static void forEach(int rows, int classes, Work work) {
    double[] scratch = new double[size(rows, classes)];
    int step = Math.max(1, NUMBERS / classes);
    for (int first = 0; first < rows; first += step) {
      work.on(first * classes, Math.min(step, rows - first) * classes, scratch);
    }
  }
}
