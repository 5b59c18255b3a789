package org.almkd.data;

import java.util.Arrays;

/**
 * Ids and labels of the training rows as the source has them.
 *
 * @param ids in source order
 * @param labels class of each row
 */
// Primitive arrays are the point: millions of rows; these records are never compared.
@SuppressWarnings("ArrayRecordComponent")
record TrainingLabels(long[] ids, int[] labels) {

  static TrainingLabels of(RowIndex rows, SplitRule splits) {
    long[] ids = new long[rows.rows()];
    int[] labels = new int[rows.rows()];
    int count = 0;
    for (int i = 0; i < rows.rows(); i++) {
      if (splits.of(rows.ids()[i], rows.splits()[i]) == Split.TRAIN) {
        ids[count] = rows.ids()[i];
        labels[count++] = rows.labels()[i];
      }
    }
    return new TrainingLabels(Arrays.copyOf(ids, count), Arrays.copyOf(labels, count));
  }

  /** Number of rows. */
  int rows() {
    return ids.length;
  }

  /** Ids of the rows of each class, in source order. */
  long[][] idsByClass(int classes) {
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    long[][] found = new long[classes][];
    for (int c = 0; c < classes; c++) {
      found[c] = new long[counts[c]];
    }
    for (int i = ids.length - 1; i >= 0; i--) {
      found[labels[i]][--counts[labels[i]]] = ids[i];
    }
    return found;
  }
}
