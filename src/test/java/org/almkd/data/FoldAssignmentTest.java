package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FoldAssignmentTest {
  @Property(tries = 200)
  void everyRowIsLeftOutOnceAndSizesDifferByAtMostOne(
      @ForAll long seed,
      @ForAll @IntRange(max = 100) int rows,
      @ForAll @IntRange(min = 2, max = 7) int count) {
    long[] ids = ids(rows, seed);
    FoldAssignment folds = FoldAssignment.of(ids, count, seed);
    int[] leftOut = new int[rows];
    for (int f = 0; f < count; f++) {
      long[] without = folds.without(f);
      assertThat(without).isSorted().hasSize(rows - folds.rows(f));
      assertThat(folds.rows(f)).isBetween(rows / count, rows / count + 1);
      for (int i = 0; i < rows; i++) {
        boolean isOut = Arrays.binarySearch(without, ids[i]) < 0;
        assertThat(isOut).isEqualTo(folds.fold(ids[i]) == f);
        leftOut[i] += isOut ? 1 : 0;
      }
    }
    assertThat(Arrays.stream(leftOut).allMatch(times -> times == 1)).isTrue();
  }

  @Test
  void isTheRankOfTheHashModuloTheFoldsAndNotTheShard() {
    long[] ids = ids(40, 3);
    FoldAssignment folds = FoldAssignment.of(ids, 4, 9);
    long seed = SeededHash.of(9, "folds", 4);
    for (long id : ids) {
      long hash = SeededHash.of(seed, "shard", id);
      long below =
          Arrays.stream(ids).filter(other -> SeededHash.of(seed, "shard", other) < hash).count();
      assertThat(folds.fold(id)).isEqualTo((int) (below % 4));
    }
    assertThat(folds.dealt().shardOf()).isNotEqualTo(ShardAssignment.of(ids, 4, 9).shardOf());
    assertThat(FoldAssignment.of(ids, 4, 10).dealt().shardOf())
        .isNotEqualTo(folds.dealt().shardOf());
  }

  @Test
  void rowsOfABlockAreNumberedInTheBlock() {
    long[] ids = ids(20, 5);
    FoldAssignment folds = FoldAssignment.of(ids, 3, 1);
    long[] some = Arrays.copyOfRange(ids, 8, 14);
    RowBlock block = block(some);
    assertThat(IntStream.range(0, 3).flatMap(f -> IntStream.of(folds.rowsOf(f, block))).sorted())
        .containsExactly(0, 1, 2, 3, 4, 5);
    for (int row : folds.rowsOf(2, block)) {
      assertThat(folds.fold(some[row])).isEqualTo(2);
    }
  }

  @Test
  void selectedRowsOfABlockKeepAllTheyHave() {
    RowBlock selected = block(new long[] {2, 5, 9}).select(new long[] {1, 2, 9, 12});
    assertThat(selected.ids()).containsExactly(2, 9);
    assertThat(selected.features().floats()).containsExactly(0, 1, 4, 5);
    assertThat(selected.labels()).containsExactly(0, 2);
    assertThat(selected.cleanLabels()).containsExactly(10, 12);
    assertThat(block(new long[] {2, 5}).select(new long[0]).rows()).isZero();
  }

  /** Row i has the features (2i, 2i + 1), the label i and the clean label 10 + i. */
  private static RowBlock block(long[] ids) {
    float[] features = new float[2 * ids.length];
    for (int i = 0; i < features.length; i++) {
      features[i] = i;
    }
    return new RowBlock(
        Split.TRAIN,
        0,
        ids,
        Features.of(features, ids.length),
        IntStream.range(0, ids.length).toArray(),
        IntStream.range(10, 10 + ids.length).toArray());
  }

  private static long[] ids(int count, long seed) {
    return new SplittableRandom(seed).longs().distinct().limit(count).sorted().toArray();
  }
}
