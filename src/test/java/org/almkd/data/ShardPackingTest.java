package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardPackingTest {
  private static final int ROWS = 23;
  private static final int WIDTH = 2;
  private static final int CLASSES = 3;

  @Test
  void everyRowArrivesOnceWithAllThatBelongsToIt() {
    for (int shards : new int[] {1, 3, 7}) {
      List<Shard> packed = packed(shards, new int[] {5, 6, 12}, Optional.empty());
      int rows = 0;
      for (Shard shard : packed) {
        rows += shard.rows();
        assertThat(shard.ids()).isSorted();
        assertThat(shard.width()).isEqualTo(WIDTH);
        for (int i = 0; i < shard.rows(); i++) {
          assertRow(shard, i);
        }
      }
      assertThat(rows).isEqualTo(ROWS);
      assertThat(packed.stream().flatMap(s -> IntStream.of(s.ranks()).boxed()).sorted())
          .containsExactlyElementsOf(IntStream.range(0, ROWS).boxed().toList());
    }
  }

  @Test
  void shardsDoNotDependOnTheBlocks() {
    List<Shard> oneBlock = packed(3, new int[] {23}, Optional.empty());
    List<Shard> manyBlocks = packed(3, new int[] {1, 9, 2, 11}, Optional.empty());
    for (int s = 0; s < 3; s++) {
      assertThat(manyBlocks.get(s).ids()).isEqualTo(oneBlock.get(s).ids());
      assertThat(manyBlocks.get(s).features().floats())
          .isEqualTo(oneBlock.get(s).features().floats());
      assertThat(manyBlocks.get(s).teacherLogits_KNC())
          .isDeepEqualTo(oneBlock.get(s).teacherLogits_KNC());
    }
  }

  @Test
  void featuresAreStandardisedOnTheWay() {
    Standardization standardization =
        new Standardization(new double[] {2, -1}, new double[] {4, 0.5});
    List<Shard> raw = packed(2, new int[] {10, 13}, Optional.empty());
    List<Shard> packed = packed(2, new int[] {10, 13}, Optional.of(standardization));
    float[] before = raw.get(1).features().floats();
    float[] after = packed.get(1).features().floats();
    for (int i = 0; i < before.length; i += 2) {
      assertThat(after[i]).isEqualTo((before[i] - 2) / 4, within(1e-6f));
      assertThat(after[i + 1]).isEqualTo((before[i + 1] + 1) * 2, within(1e-6f));
    }
  }

  @Test
  void aShardWithoutRowsIsEmptyThroughout() {
    Shard empty = ShardPacking.join(4, List.of(), 2);
    assertThat(empty.index()).isEqualTo(4);
    assertThat(empty.rows()).isZero();
    assertThat(empty.width()).isZero();
    assertThat(empty.features().floats()).isEmpty();
    assertThat(empty.teacherLogits_KNC()).hasDimensions(2, 0);
    assertThat(empty.select(new long[] {1}).rows()).isZero();
  }

  @Test
  void aTeacherWithoutLogitsForTheSplitStaysEmpty() {
    RowBlock block = block(0, 0, 4);
    ShardAssignment assignment = ShardAssignment.of(block.ids(), 1, 0);
    Shard part =
        ShardPacking.deal(block, new float[][] {new float[0]}, assignment, Optional.empty()).get(0);
    assertThat(part.teacherLogits_KNC()).hasDimensions(1, 0);
  }

  @Test
  void unknownCleanLabelsStayUnknown() {
    RowBlock block = block(0, 0, 4);
    RowBlock unknown =
        new RowBlock(Split.TRAIN, 0, block.ids(), block.features(), block.labels(), new int[0]);
    ShardAssignment assignment = ShardAssignment.of(block.ids(), 1, 0);
    Shard shard =
        ShardPacking.join(
            0, ShardPacking.deal(unknown, new float[0][], assignment, Optional.empty()), 0);
    assertThat(shard.cleanLabels()).isEmpty();
    assertThat(shard.isFlipped(0)).isFalse();
  }

  @Test
  void aSelectionKeepsRowsWhole() {
    Shard shard = packed(2, new int[] {23}, Optional.empty()).get(0);
    long[] wanted = {shard.ids()[1], shard.ids()[4], Long.MAX_VALUE};
    Shard selected = shard.select(wanted);
    assertThat(selected.ids()).containsExactly(shard.ids()[1], shard.ids()[4]);
    assertRow(selected, 0);
    assertRow(selected, 1);
  }

  private static void assertRow(Shard shard, int i) {
    int n = shard.ranks()[i];
    assertThat(shard.ids()[i]).isEqualTo(id(n));
    assertThat(shard.labels()[i]).isEqualTo(n % CLASSES);
    assertThat(shard.cleanLabels()[i]).isEqualTo((n + n % 2) % CLASSES);
    assertThat(shard.isFlipped(i)).isEqualTo(n % 2 == 1);
    for (int d = 0; d < WIDTH; d++) {
      assertThat(shard.features().floats()[i * WIDTH + d]).isEqualTo(n + 0.25f * d);
    }
    for (int k = 0; k < 2; k++) {
      for (int c = 0; c < CLASSES; c++) {
        assertThat(shard.teacherLogits_KNC()[k][i * CLASSES + c]).isEqualTo(logit(n, k, c));
      }
    }
  }

  /** Deals blocks of some sizes out and puts the shards together from shuffled parts. */
  private static List<Shard> packed(
      int shards, int[] blockSizes, Optional<Standardization> standardization) {
    long[] ids = IntStream.range(0, ROWS).mapToLong(ShardPackingTest::id).toArray();
    ShardAssignment assignment = ShardAssignment.of(ids, shards, 5);
    List<Shard> parts = new ArrayList<>();
    int first = 0;
    for (int b = 0; b < blockSizes.length; b++) {
      RowBlock block = block(b, first, blockSizes[b]);
      parts.addAll(
          ShardPacking.deal(block, logits(first, blockSizes[b]), assignment, standardization));
      first += blockSizes[b];
    }
    Collections.reverse(parts);
    return IntStream.range(0, shards)
        .mapToObj(s -> ShardPacking.join(s, parts.stream().filter(p -> p.index() == s).toList(), 2))
        .toList();
  }

  private static long id(int n) {
    return 7L * n - 40;
  }

  private static float logit(int n, int teacher, int c) {
    return 100 * teacher + 10 * c + 0.5f * n;
  }

  private static RowBlock block(int index, int first, int rows) {
    float[] features = new float[rows * WIDTH];
    for (int j = 0; j < features.length; j++) {
      int row = j / WIDTH;
      features[j] = first + row + 0.25f * (j % WIDTH);
    }
    int[] numbers = IntStream.range(first, first + rows).toArray();
    return new RowBlock(
        Split.TRAIN,
        index,
        IntStream.of(numbers).mapToLong(ShardPackingTest::id).toArray(),
        Features.of(features, numbers.length),
        IntStream.of(numbers).map(n -> n % CLASSES).toArray(),
        IntStream.of(numbers).map(n -> (n + n % 2) % CLASSES).toArray());
  }

  private static float[][] logits(int first, int rows) {
    float[][] logits = new float[2][rows * CLASSES];
    for (int k = 0; k < 2; k++) {
      for (int j = 0; j < logits[k].length; j++) {
        logits[k][j] = logit(first + j / CLASSES, k, j % CLASSES);
      }
    }
    return logits;
  }
}
