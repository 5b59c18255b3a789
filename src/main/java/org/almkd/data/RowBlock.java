package org.almkd.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A contiguous range of the rows of a split, sorted by id; the unit in which prepared data is
 * stored and read. Arrays are not copied: treat them as read-only.
 *
 * @param split what the rows are for
 * @param index number of the block inside its split, from 0
 * @param ids row ids, ascending
 * @param features as they are stored
 * @param labels given (possibly noisy) class of each row; -1 where unknown
 * @param cleanLabels true class of each row; empty where unknown
 */
// Primitive arrays are the point: millions of rows; these records are never compared.
@SuppressWarnings("ArrayRecordComponent")
public record RowBlock(
    Split split, int index, long[] ids, Features features, int[] labels, int[] cleanLabels)
    implements Serializable {

  /** Number of rows. */
  public int rows() {
    return ids.length;
  }

  /** Returns the rows whose ids are among some, given in increasing order. */
  public RowBlock select(long[] sortedIds) {
    int[] rows =
        IntStream.range(0, rows())
            .filter(i -> Arrays.binarySearch(sortedIds, ids[i]) >= 0)
            .toArray();
    return new RowBlock(
        split,
        index,
        Arrays.stream(rows).mapToLong(i -> ids[i]).toArray(),
        features.select(rows),
        RowArrays.gather(labels, rows),
        cleanLabels.length == 0 ? cleanLabels : RowArrays.gather(cleanLabels, rows));
  }
}
