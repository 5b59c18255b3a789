package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SeededChunkPlansTest {
  @Property
  void chunksHoldEveryRowOnceAndDifferByAtMostOneRow(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 400) int rows,
      @ForAll @IntRange(min = 1, max = 60) int chunkSize) {
    List<ChunkPlan.Chunk> chunks =
        new SeededChunkPlans(seed, chunkSize, 7).plan(3, 1, rows, 20).chunks();
    assertThat(chunks).hasSize((int) Math.ceil(rows / (double) chunkSize));
    assertThat(chunks.stream().flatMapToInt(c -> Arrays.stream(c.rows())).sorted())
        .containsExactlyElementsOf(IntStream.range(0, rows).boxed().toList());
    IntSummaryStatistics sizes = chunks.stream().mapToInt(c -> c.rows().length).summaryStatistics();
    if (rows > 0) {
      assertThat(sizes.getMax()).isLessThanOrEqualTo(chunkSize);
      assertThat(sizes.getMax() - sizes.getMin()).isLessThanOrEqualTo(1);
    }
  }

  @Property
  void chunkJIsMeasuredOnBatchJModCount(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 50) int validationRows,
      @ForAll @IntRange(min = 1, max = 20) int batchSize) {
    List<ChunkPlan.Chunk> chunks =
        new SeededChunkPlans(seed, 2, batchSize).plan(0, 0, 120, validationRows).chunks();
    int count = (validationRows + batchSize - 1) / batchSize;
    // The first chunks go through the batches, which hold every validation row once ...
    assertThat(
            chunks.subList(0, count).stream()
                .flatMapToInt(c -> Arrays.stream(c.validationRows()))
                .sorted())
        .containsExactlyElementsOf(IntStream.range(0, validationRows).boxed().toList());
    for (int j = 0; j < chunks.size(); j++) {
      int[] batch = chunks.get(j).validationRows();
      // ... full but for the last, and the others take their turn again.
      int first = j % count * batchSize;
      assertThat(batch).hasSize(Math.min(batchSize, validationRows - first));
      assertThat(batch).isEqualTo(chunks.get(j % count).validationRows());
    }
  }

  @Test
  void dependsOnSeedEpochAndShardAlone() {
    ChunkPlan plan = plan(5, 3, 1);
    assertThat(rows(plan(5, 3, 1))).isDeepEqualTo(rows(plan));
    assertThat(rows(plan(6, 3, 1))).as("seed").isNotEqualTo(rows(plan));
    assertThat(rows(plan(5, 4, 1))).as("epoch").isNotEqualTo(rows(plan));
    assertThat(rows(plan(5, 3, 2))).as("shard").isNotEqualTo(rows(plan));
  }

  @Test
  void allShardsOfAnEpochShareTheValidationBatches() {
    assertThat(validationRows(plan(5, 3, 1))).isDeepEqualTo(validationRows(plan(5, 3, 2)));
    assertThat(validationRows(plan(5, 3, 1))[0])
        .as("another epoch permutes them anew")
        .isNotEqualTo(validationRows(plan(5, 4, 1))[0]);
  }

  @Test
  void aShardSmallerThanAChunkIsOneChunk() {
    List<ChunkPlan.Chunk> chunks = new SeededChunkPlans(1, 256, 1000).plan(0, 0, 3, 5).chunks();
    assertThat(chunks).hasSize(1);
    assertThat(chunks.get(0).rows()).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(chunks.get(0).validationRows()).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  @Test
  void aShardWithoutRowsHasNoChunks() {
    assertThat(new SeededChunkPlans(1, 256, 1000).plan(0, 0, 0, 5).chunks()).isEmpty();
  }

  @Test
  void rowsAreShuffled() {
    int[] first = new SeededChunkPlans(1, 50, 10).plan(0, 0, 100, 10).chunks().get(0).rows();
    assertThat(first).isNotEqualTo(IntStream.range(0, 50).toArray());
    assertThat(Arrays.stream(first).max().orElseThrow()).isGreaterThan(49);
  }

  private static ChunkPlan plan(long seed, int epoch, int shard) {
    return new SeededChunkPlans(seed, 8, 6).plan(epoch, shard, 30, 20);
  }

  private static int[][] rows(ChunkPlan plan) {
    return plan.chunks().stream().map(ChunkPlan.Chunk::rows).toArray(int[][]::new);
  }

  private static int[][] validationRows(ChunkPlan plan) {
    return plan.chunks().stream().map(ChunkPlan.Chunk::validationRows).toArray(int[][]::new);
  }
}
