package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShardAssignmentTest {
  @Property
  void sizesDifferByAtMostOneAndAddUp(
      @ForAll long seed,
      @ForAll @IntRange(max = 200) int rows,
      @ForAll @IntRange(min = 1, max = 9) int shards) {
    ShardAssignment assignment = ShardAssignment.of(ids(rows, seed), shards, seed);
    int[] sizes = new int[shards];
    Arrays.stream(assignment.shardOf()).forEach(shard -> sizes[shard]++);
    assertThat(IntStream.range(0, shards).map(assignment::size).toArray()).isEqualTo(sizes);
    assertThat(Arrays.stream(sizes).max().orElseThrow() - Arrays.stream(sizes).min().orElseThrow())
        .isLessThanOrEqualTo(1);
    assertThat(Arrays.stream(sizes).sum()).isEqualTo(rows);
  }

  @Test
  void isTheRankOfHashAndIdModuloTheShards() {
    long[] ids = ids(50, 3);
    ShardAssignment assignment = ShardAssignment.of(ids, 4, 9);
    for (int i = 0; i < ids.length; i++) {
      long hash = SeededHash.of(9, "shard", ids[i]);
      long below =
          Arrays.stream(ids).filter(other -> SeededHash.of(9, "shard", other) < hash).count();
      assertThat(assignment.shardOf()[i]).as("id %d", ids[i]).isEqualTo((int) (below % 4));
    }
  }

  @Test
  void dependsOnIdsSeedAndNumberOfShardsAlone() {
    long[] ids = ids(50, 3);
    int[] shardOf = ShardAssignment.of(ids, 4, 9).shardOf();
    assertThat(ShardAssignment.of(ids.clone(), 4, 9).shardOf()).isEqualTo(shardOf);
    assertThat(ShardAssignment.of(ids, 4, 10).shardOf()).as("seed").isNotEqualTo(shardOf);
    assertThat(ShardAssignment.of(ids, 5, 9).shardOf()).as("shards").isNotEqualTo(shardOf);
  }

  @Test
  void oneShardHasAll() {
    ShardAssignment assignment = ShardAssignment.of(ids(5, 1), 1, 9);
    assertThat(assignment.shardOf()).containsOnly(0);
    assertThat(assignment.size(0)).isEqualTo(5);
  }

  @Test
  void someShardsAreEmptyWhereRowsAreFew() {
    ShardAssignment assignment = ShardAssignment.of(ids(2, 1), 4, 9);
    assertThat(IntStream.range(0, 4).map(assignment::size).toArray()).containsExactly(1, 1, 0, 0);
  }

  @Test
  void rankIsThePlaceAmongTheSortedIds() {
    ShardAssignment assignment = ShardAssignment.of(new long[] {-5, 3, 1L << 40}, 2, 0);
    assertThat(assignment.rank(-5)).isZero();
    assertThat(assignment.rank(1L << 40)).isEqualTo(2);
    assertThatThrownBy(() -> assignment.rank(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("id 4 is not a row of this split");
  }

  @Test
  void lowestHashesAreAFixedSampleInIdOrder() {
    long[] ids = ids(100, 3);
    long[] few = ShardAssignment.lowestHashes(ids, 10, 7);
    assertThat(few).hasSize(10).isSorted();
    assertThat(LongStream.of(few).boxed().toList()).isSubsetOf(LongStream.of(ids).boxed().toList());
    // A sample of a sample by the same seed is nested; another seed samples others.
    assertThat(ShardAssignment.lowestHashes(few, 4, 7))
        .isEqualTo(ShardAssignment.lowestHashes(ids, 4, 7));
    assertThat(ShardAssignment.lowestHashes(ids, 10, 8)).isNotEqualTo(few);
    assertThat(ShardAssignment.lowestHashes(ids, 100, 7)).isEqualTo(ids);
  }

  private static long[] ids(int count, long seed) {
    return new SplittableRandom(seed).longs().distinct().limit(count).sorted().toArray();
  }
}
