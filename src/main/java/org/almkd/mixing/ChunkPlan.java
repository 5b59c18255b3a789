package org.almkd.mixing;

import java.io.Serializable;
import java.util.List;

/**
 * The chunks of one shard in one lambda pass, each with the validation rows that it is measured on.
 * Production derives plans from the seed ({@link SeededChunkPlans}); tests give them.
 *
 * @param chunks the chunks in the order in which they are updated
 */
public record ChunkPlan(List<Chunk> chunks) implements Serializable {
  /** Copies the list. */
  public ChunkPlan {
    chunks = List.copyOf(chunks);
  }

  /**
   * One chunk.
   *
   * @param rows row numbers inside the shard
   * @param validationRows row numbers among the validation rows of the pass
   */
  public record Chunk(int[] rows, int[] validationRows) implements Serializable {}
}
