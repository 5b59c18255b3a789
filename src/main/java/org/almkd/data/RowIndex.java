package org.almkd.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Ids, labels and split codes of rows, without features: what the driver holds of the data, 13
 * bytes a row (17 where the clean label is known).
 *
 * @param ids in source order
 * @param labels class in the source; -1 where unknown
 * @param cleanLabels clean label in the source; empty where unknown
 * @param splits code of the {@link Split}, or {@link SourceRow#NO_SPLIT}
 */
// Primitive arrays are the point: millions of rows; these records are never compared.
@SuppressWarnings("ArrayRecordComponent")
record RowIndex(long[] ids, int[] labels, int[] cleanLabels, byte[] splits)
    implements Serializable {

  int rows() {
    return ids.length;
  }

  long[] idsWhere(IntPredicate code) {
    long[] found = new long[rows()];
    int count = 0;
    for (int i = 0; i < rows(); i++) {
      if (code.test(splits[i])) {
        found[count++] = ids[i];
      }
    }
    return Arrays.copyOf(found, count);
  }

  long[] idsInSplit(SplitRule rule, Split split) {
    long[] found = new long[rows()];
    int count = 0;
    for (int i = 0; i < rows(); i++) {
      if (rule.of(ids[i], splits[i]) == split) {
        found[count++] = ids[i];
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** Up to {@code limit} ids that more than one row has, ascending. */
  long[] duplicates(int limit) {
    long[] sorted = ids.clone();
    Arrays.parallelSort(sorted);
    long[] found = new long[limit];
    int count = 0;
    for (int i = 1; i < sorted.length && count < limit; i++) {
      if (sorted[i] == sorted[i - 1] && (count == 0 || found[count - 1] != sorted[i])) {
        found[count++] = sorted[i];
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** Largest label; -1 without rows. */
  int largestLabel() {
    int largest = -1;
    for (int label : labels) {
      largest = Math.max(largest, label);
    }
    return largest;
  }
}
