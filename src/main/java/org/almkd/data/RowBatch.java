package org.almkd.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Some rows of a block on their way to it, and the block once they are all there. */
final class RowBatch implements Serializable {
  private static final long serialVersionUID = 1L;

  long[] ids;
  Features features;
  int[] labels;
  int[] cleanLabels;

  /** Empty unless ids are text. */
  String[] keys;

  int rows;

  RowBatch(Features kind, int capacity, boolean keyed) {
    ids = new long[capacity];
    features = kind.room(capacity);
    labels = new int[capacity];
    cleanLabels = new int[capacity];
    keys = new String[keyed ? capacity : 0];
  }

  void add(SourceRow row, int label, int cleanLabel) {
    ids[rows] = row.id;
    features.set(rows, row.features, 0);
    labels[rows] = label;
    cleanLabels[rows] = cleanLabel;
    if (keys.length > 0) {
      keys[rows] = row.key;
    }
    rows++;
  }

  boolean isFull() {
    return rows == ids.length;
  }

  /** The same without unused room. */
  RowBatch trimmed() {
    ids = Arrays.copyOf(ids, rows);
    features = features.select(IntStream.range(0, rows).toArray());
    labels = Arrays.copyOf(labels, rows);
    cleanLabels = Arrays.copyOf(cleanLabels, rows);
    keys = keys.length > 0 ? Arrays.copyOf(keys, rows) : keys;
    return this;
  }

  /** All rows of the batches, sorted by id; ids are distinct. */
  static RowBatch sorted(List<RowBatch> batches, Features kind, boolean keyed) {
    int rows = batches.stream().mapToInt(batch -> batch.rows).sum();
    RowBatch all = new RowBatch(kind, rows, keyed);
    int filled = 0;
    for (RowBatch batch : batches) {
      System.arraycopy(batch.ids, 0, all.ids, filled, batch.rows);
      filled += batch.rows;
    }
    Arrays.sort(all.ids);
    for (RowBatch batch : batches) {
      for (int i = 0; i < batch.rows; i++) {
        all.put(Arrays.binarySearch(all.ids, batch.ids[i]), batch, i);
      }
    }
    all.rows = rows;
    return all;
  }

  private void put(int row, RowBatch from, int i) {
    features.set(row, from.features, i);
    labels[row] = from.labels[i];
    cleanLabels[row] = from.cleanLabels[i];
    if (keys.length > 0) {
      keys[row] = from.keys[i];
    }
  }
}
