package org.almkd.data;

import java.util.Arrays;

/**
 * Ids and labels of all rows of a split, without features; the dense index of a row is its place
 * here.
 *
 * @param split which rows
 * @param ids ascending
 * @param labels given class of each row; -1 where unknown
 * @param cleanLabels true class of each row; empty where unknown
 */
// Primitive arrays are the point: millions of rows; these records are never compared.
@SuppressWarnings("ArrayRecordComponent")
public record SplitIndex(Split split, long[] ids, int[] labels, int[] cleanLabels) {

  /**
   * Place of a row.
   *
   * @throws IllegalArgumentException if the split has no such row
   */
  public int find(long id) {
    int place = Arrays.binarySearch(ids, id);
    if (place < 0) {
      throw new IllegalArgumentException(
          "found no row of id " + id + " in the split " + split.slug());
    }
    return place;
  }

  /** Number of rows. */
  public int rows() {
    return ids.length;
  }
}
