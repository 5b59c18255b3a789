package org.almkd.mixing;

import java.io.Serializable;

/** Gives each shard its chunks in a pass. */
@FunctionalInterface
public interface ChunkPlans extends Serializable {
  /**
   * Returns the plan of a shard.
   *
   * @param epoch epoch before which the pass runs
   * @param shard number of the shard
   * @param rows rows of the shard
   * @param validationRows validation rows of the pass
   */
  ChunkPlan plan(int epoch, int shard, int rows, int validationRows);
}
