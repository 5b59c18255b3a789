package org.almkd.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * What one task of the first pass found.
 *
 * @param index ids, labels, splits of its rows
 * @param digest sum of the rows' hashes as they stand in the source
 * @param textIds whether an id was text, so that keys are kept
 * @param problems what was wrong
 */
record IndexChunk(RowIndex index, long digest, boolean textIds, Problems problems)
    implements Serializable {

  /** The same with some of the rows alone. */
  IndexChunk of(RowIndex some) {
    return new IndexChunk(some, digest, textIds, problems);
  }

  /** All chunks in source order as one. */
  static IndexChunk concatenate(List<IndexChunk> chunks) {
    int rows = 0;
    boolean clean = false;
    for (IndexChunk chunk : chunks) {
      rows = Math.addExact(rows, chunk.index.rows());
      clean |= chunk.index.cleanLabels().length > 0;
    }
    RowIndex all =
        new RowIndex(new long[rows], new int[rows], new int[clean ? rows : 0], new byte[rows]);
    Problems problems = new Problems();
    long digest = 0;
    boolean textIds = false;
    int row = 0;
    for (IndexChunk chunk : chunks) {
      int count = chunk.index.rows();
      System.arraycopy(chunk.index.ids(), 0, all.ids(), row, count);
      System.arraycopy(chunk.index.labels(), 0, all.labels(), row, count);
      System.arraycopy(chunk.index.splits(), 0, all.splits(), row, count);
      if (clean && count > 0) {
        System.arraycopy(chunk.index.cleanLabels(), 0, all.cleanLabels(), row, count);
      }
      problems.append(chunk.problems);
      digest += chunk.digest;
      textIds |= chunk.textIds;
      row += count;
    }
    return new IndexChunk(all, digest, textIds, problems);
  }

  /** Collects rows. */
  static final class Builder {
    private final boolean clean;
    private long[] ids = new long[1024];
    private int[] labels = new int[1024];
    private int[] cleanLabels = new int[0];
    private byte[] splits = new byte[1024];
    private int rows;
    private long digest;
    private boolean textIds;
    final Problems problems = new Problems();

    Builder(boolean clean) {
      this.clean = clean;
    }

    void add(SourceRow row) {
      if (rows == ids.length) {
        resize(Math.addExact(rows, rows));
      }
      if (clean && cleanLabels.length < ids.length) {
        cleanLabels = Arrays.copyOf(cleanLabels, ids.length);
      }
      ids[rows] = row.id;
      labels[rows] = row.label;
      splits[rows] = (byte) row.split;
      if (clean) {
        cleanLabels[rows] = row.cleanLabel;
      }
      rows++;
      textIds |= row.textId;
      digest += RowDigest.of(row.id, row.features, 0, row.label, row.cleanLabel, row.split);
    }

    IndexChunk build() {
      resize(rows);
      int[] known = clean ? Arrays.copyOf(cleanLabels, rows) : new int[0];
      return new IndexChunk(new RowIndex(ids, labels, known, splits), digest, textIds, problems);
    }

    private void resize(int capacity) {
      ids = Arrays.copyOf(ids, capacity);
      labels = Arrays.copyOf(labels, capacity);
      splits = Arrays.copyOf(splits, capacity);
    }
  }
}
