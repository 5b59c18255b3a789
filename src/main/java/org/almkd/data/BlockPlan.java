package org.almkd.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Which block each row belongs to: inside a split, blocks are runs of rows in id order. Rows a
 * block depend on the number of features alone, so blocks are the same however the source was read.
 *
 * @param rowsPerBlock rows of all blocks of a split but the last
 * @param firstIds by split code, first id of each block
 * @param rows by split code, number of rows
 */
// Primitive arrays are the point: boundaries of many blocks; this record is never compared.
@SuppressWarnings("ArrayRecordComponent")
record BlockPlan(int rowsPerBlock, long[][] firstIds, int[] rows) implements Serializable {
  private static final long BLOCK_FLOATS = 4L << 20;
  private static final int LEAST_ROWS = 256;
  private static final int MOST_ROWS = 65_536;

  /** Boundaries for the rows of these splits, which are all splits in code order. */
  static BlockPlan of(List<SplitIndex> splits, int width) {
    int rowsPerBlock = rowsPerBlock(width);
    long[][] firstIds = new long[splits.size()][];
    int[] rows = new int[splits.size()];
    for (SplitIndex split : splits) {
      int blocks = (split.rows() + rowsPerBlock - 1) / rowsPerBlock;
      long[] first = new long[blocks];
      for (int i = 0; i < blocks; i++) {
        first[i] = split.ids()[i * rowsPerBlock];
      }
      firstIds[split.split().code()] = first;
      rows[split.split().code()] = split.rows();
    }
    return new BlockPlan(rowsPerBlock, firstIds, rows);
  }

  /** About 16 MiB of features, within 256 and 65,536 rows. */
  static int rowsPerBlock(int width) {
    return (int) Math.max(LEAST_ROWS, Math.min(MOST_ROWS, BLOCK_FLOATS / width));
  }

  /** Number of blocks of all splits. */
  int blocks() {
    return Arrays.stream(firstIds).mapToInt(first -> first.length).sum();
  }

  /** Number, over all splits in code order, of the block that holds a row. */
  int block(Split split, long id) {
    int found = Arrays.binarySearch(firstIds[split.code()], id);
    return start(split.code()) + (found >= 0 ? found : -found - 2);
  }

  /** The split of a block. */
  Split split(int block) {
    int code = 0;
    while (block >= start(code) + firstIds[code].length) {
      code++;
    }
    return Split.ofCode(code);
  }

  /** Number of a block inside its split. */
  int index(int block) {
    return block - start(split(block).code());
  }

  /** Rows of a block. */
  int rows(int block) {
    return Math.min(rowsPerBlock, rows[split(block).code()] - index(block) * rowsPerBlock);
  }

  private int start(int code) {
    int start = 0;
    for (int i = 0; i < code; i++) {
      start += firstIds[i].length;
    }
    return start;
  }
}
