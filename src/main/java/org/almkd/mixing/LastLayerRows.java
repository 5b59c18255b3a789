package org.almkd.mixing;

/** The last layer on the rows of a shard, wherever it is kept. */
public sealed interface LastLayerRows permits LastLayer, MappedLastLayer {
  /**
   * Shows some rows.
   *
   * @param rows_N their numbers in the shard
   * @param reader reads them, and keeps nothing of what it is shown
   */
  void with(int[] rows_N, Reader reader);

  /** Reads some rows. */
  @FunctionalInterface
  interface Reader {
    /**
     * Reads rows.
     *
     * @param from has the rows
     * @param numbers_N their numbers in it
     */
    void read(LastLayer from, int[] numbers_N);
  }
}
