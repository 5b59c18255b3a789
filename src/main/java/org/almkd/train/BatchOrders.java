package org.almkd.train;

import java.io.Serializable;
import org.almkd.data.SeededHash;
import org.almkd.data.SeededOrder;

/** Gives the order in which a shard's rows are seen in an epoch. */
@FunctionalInterface
public interface BatchOrders extends Serializable {
  /** Returns the row numbers of a shard in the order of an epoch. */
  int[] order(int epoch, int shard, int rows);

  /** Returns permutations drawn from (run seed, epoch, shard). */
  static BatchOrders seeded(long seed) {
    return (epoch, shard, rows) ->
        SeededOrder.of(
            rows, SeededHash.of(SeededHash.of(seed, "batches", epoch), "shard", shard));
  }
}
