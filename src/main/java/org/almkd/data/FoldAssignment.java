package org.almkd.data;

import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * Which fold a training row belongs to when networks are cross-fitted: the rank of (hash(id, seed
 * of the run), id) among the training rows, modulo the number of folds; sizes differ by at most
 * one. All teachers of a run that have the same number of folds have the same folds.
 *
 * @param dealt the rows, dealt out to folds as they would be to shards
 */
public record FoldAssignment(ShardAssignment dealt) implements Serializable {

  /**
   * Assigns the training rows.
   *
   * @param sortedIds ids of all training rows, increasing
   * @param folds F, at least 2
   * @param seed run seed
   */
  public static FoldAssignment of(long[] sortedIds, int folds, long seed) {
    // A seed of its own, so that folds are independent of shards.
    return new FoldAssignment(
        ShardAssignment.of(sortedIds, folds, SeededHash.of(seed, "folds", folds)));
  }

  /** Returns F. */
  public int folds() {
    return dealt.shards();
  }

  /** Returns the fold of a row, from 0; its id must be that of a training row. */
  public int fold(long id) {
    return dealt.shardOf()[dealt.rank(id)];
  }

  /** Returns the number of rows of a fold. */
  public int rows(int fold) {
    return dealt.size(fold);
  }

  /** Returns the ids of all rows but those of a fold, increasing. */
  public long[] without(int fold) {
    return IntStream.range(0, dealt.ids().length)
        .filter(i -> dealt.shardOf()[i] != fold)
        .mapToLong(i -> dealt.ids()[i])
        .toArray();
  }

  /** Returns which rows of a block are of a fold, by their number in the block. */
  public int[] rowsOf(int fold, RowBlock block) {
    return IntStream.range(0, block.rows()).filter(i -> fold(block.ids()[i]) == fold).toArray();
  }
}
