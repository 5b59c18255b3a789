package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SeededHashTest {
  @Test
  void isAFixedFunctionOfSeedPurposeAndId() {
    // Written down, since splits and noise of published runs depend on these bits.
    assertThat(SeededHash.of(0, "split", 0))
        .isEqualTo(SeededHash.of(SeededHash.salt(0, "split"), 0));
    assertThat(SeededHash.mix(1)).isEqualTo(0x5692161d100b05e5L);
    assertThat(
            LongStream.of(
                    SeededHash.of(0, "split", 0),
                    SeededHash.of(1, "split", 0),
                    SeededHash.of(0, "noise", 0),
                    SeededHash.of(0, "split", 1))
                .distinct()
                .count())
        .isEqualTo(4);
  }

  @Test
  void isUniformEnough() {
    int[] counts = new int[10];
    for (int i = 0; i < 100_000; i++) {
      counts[SeededHash.below(10, SeededHash.of(3, "x", i))]++;
    }
    // Four standard deviations of a binomial count.
    assertThat(Arrays.stream(counts)).allMatch(count -> Math.abs(count - 10_000) < 380);
  }

  @Property
  void aCutHoldsExactlyTheCountAskedFor(@ForAll @IntRange(max = 300) int rows, @ForAll long seed) {
    long[] ids = LongStream.range(0, rows).map(i -> i * 31 - 50).toArray();
    int count = rows / 3;
    RankCut cut = RankCut.of(SeededHash.salt(seed, "split"), ids, count);
    assertThat(Arrays.stream(ids).filter(cut::contains).count()).isEqualTo(count);
  }

  @Property
  void aPermutationMeetsEachPlaceOnce(
      @ForAll @LongRange(min = 1, max = 600) long count, @ForAll long salt) {
    Permutation permutation = new Permutation(salt, count);
    assertThat(LongStream.range(0, count).map(permutation::of).sorted().toArray())
        .isEqualTo(LongStream.range(0, count).toArray());
  }

  @Test
  void normalNumbersHaveTheMomentsOfANormal() {
    NormalNumbers numbers = new NormalNumbers(5);
    double[] drawn = IntStream.range(0, 200_000).mapToDouble(i -> numbers.normal()).toArray();
    double mean = Arrays.stream(drawn).average().orElseThrow();
    assertThat(mean).isBetween(-0.01, 0.01);
    assertThat(Arrays.stream(drawn).map(x -> x * x).average().orElseThrow())
        .isBetween(0.985, 1.015);
    assertThat(Arrays.stream(drawn).map(x -> x * x * x * x).average().orElseThrow())
        .isBetween(2.9, 3.1);
  }
}
