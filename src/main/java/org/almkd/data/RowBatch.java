package org.almkd.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** Some rows of a block on their way to it, and the block once they are all there. */
final class RowBatch implements Serializable {
  private static final long serialVersionUID = 1L;

  final int width;
  long[] ids;
  float[] features;
  int[] labels;
  int[] cleanLabels;

  /** Empty unless ids are text. */
  String[] keys;

  int rows;

  RowBatch(int width, int capacity, boolean keyed) {
    this.width = width;
    ids = new long[capacity];
    features = new float[Math.multiplyExact(capacity, width)];
    labels = new int[capacity];
    cleanLabels = new int[capacity];
    keys = new String[keyed ? capacity : 0];
  }

  void add(SourceRow row, int label, int cleanLabel) {
    ids[rows] = row.id;
    System.arraycopy(row.features, 0, features, rows * width, width);
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
    features = Arrays.copyOf(features, rows * width);
    labels = Arrays.copyOf(labels, rows);
    cleanLabels = Arrays.copyOf(cleanLabels, rows);
    keys = keys.length > 0 ? Arrays.copyOf(keys, rows) : keys;
    return this;
  }

  /** All rows of the batches, sorted by id; ids are distinct. */
  static RowBatch sorted(List<RowBatch> batches, int width, boolean keyed) {
    int rows = batches.stream().mapToInt(batch -> batch.rows).sum();
    RowBatch all = new RowBatch(width, rows, keyed);
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
    System.arraycopy(from.features, i * width, features, row * width, width);
    labels[row] = from.labels[i];
    cleanLabels[row] = from.cleanLabels[i];
    if (keys.length > 0) {
      keys[row] = from.keys[i];
    }
  }
}
