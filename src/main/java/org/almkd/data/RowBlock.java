package org.almkd.data;

import java.io.Serializable;

/**
 * A contiguous range of the rows of a split, sorted by id; the unit in which prepared data is
 * stored and read. Arrays are not copied: treat them as read-only.
 *
 * @param split what the rows are for
 * @param index number of the block inside its split, from 0
 * @param ids row ids, ascending
 * @param features row-major, ids.length x D
 * @param labels given (possibly noisy) class of each row; -1 where unknown
 * @param cleanLabels true class of each row; empty where unknown
 */
// Primitive arrays are the point: millions of rows; these records are never compared.
@SuppressWarnings("ArrayRecordComponent")
public record RowBlock(
    Split split, int index, long[] ids, float[] features, int[] labels, int[] cleanLabels)
    implements Serializable {

  /** Number of rows. */
  public int rows() {
    return ids.length;
  }
}
