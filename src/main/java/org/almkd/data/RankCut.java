package org.almkd.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The rows with the smallest hashes, as one threshold: what an executor needs to know of a choice
 * that was made by exact rank. Hashes are compared as signed numbers and are distinct ({@link
 * SeededHash}).
 *
 * @param salt seed and purpose
 * @param any whether any row belongs
 * @param last largest hash that belongs
 */
record RankCut(long salt, boolean any, long last) implements Serializable {

  /** Every id. */
  static RankCut all(long salt) {
    return new RankCut(salt, true, Long.MAX_VALUE);
  }

  /** Exactly {@code count} of these ids. */
  static RankCut of(long salt, long[] ids, int count) {
    long[] hashes = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      hashes[i] = SeededHash.of(salt, ids[i]);
    }
    Arrays.parallelSort(hashes);
    return new RankCut(salt, count > 0, count > 0 ? hashes[count - 1] : 0);
  }

  boolean contains(long id) {
    return any && SeededHash.of(salt, id) <= last;
  }
}
