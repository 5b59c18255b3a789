package org.almkd.mixing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.almkd.data.SeededHash;
import org.almkd.data.SeededOrder;

/**
 * Chunks drawn from the seed: the shard's rows permuted by (seed, epoch, shard) and cut into ceil(rows
 * / chunkSize) chunks whose sizes differ by at most one; validation rows permuted by (seed, epoch) and
 * cut by validationBatchSize; chunk j is measured on batch j mod count.
 *
 * @param seed run seed
 * @param chunkSize most rows of a chunk
 * @param validationBatchSize most rows of a validation batch
 */
public record SeededChunkPlans(long seed, int chunkSize, int validationBatchSize)
    implements ChunkPlans {

  @Override
  public ChunkPlan plan(int epoch, int shard, int rows, int validationRows) {
    int[] order = SeededOrder.of(rows, SeededHash.of(SeededHash.of(seed, "chunks", epoch), "shard", shard));
    int[] validation =
        SeededOrder.of(validationRows, SeededHash.of(seed, "validation", epoch));
    int batches = ceilDivide(validationRows, validationBatchSize);
    int count = ceilDivide(rows, chunkSize);
    List<ChunkPlan.Chunk> chunks = new ArrayList<>(count);
    for (int j = 0; j < count; j++) {
      int batch = j % batches * validationBatchSize;
      chunks.add(
          new ChunkPlan.Chunk(
              Arrays.copyOfRange(order, cut(rows, j, count), cut(rows, j + 1, count)),
              Arrays.copyOfRange(
                  validation, batch, Math.min(validationRows, batch + validationBatchSize))));
    }
    return new ChunkPlan(chunks);
  }

  private static int cut(int rows, int chunk, int chunks) {
    return (int) ((long) rows * chunk / chunks);
  }

  private static int ceilDivide(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
