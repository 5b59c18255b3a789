package org.almkd.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FlipCountsTest {
  private static final double TIGHT = 1e-12;

  @Test
  void flippedRowsInFrontGiveOne() {
    FlipCounts counts = ranked(new FlipCounts(1, 2, 3, 4), true, true, false, false);
    assertThat(counts.areaUnderCurve()).isEqualTo(1);
    assertThat(counts.precisionAt(2)).isEqualTo(1);
    assertThat(counts.precisionAt(3)).isEqualTo(2 / 3.0, within(TIGHT));
    assertThat(counts.precisionAt(4)).isEqualTo(0.5);
  }

  @Test
  void flippedRowsAtTheEndGiveZero() {
    FlipCounts counts = ranked(new FlipCounts(2), false, false, true);
    assertThat(counts.areaUnderCurve()).isZero();
    assertThat(counts.precisionAt(2)).isZero();
  }

  @Test
  void greatestNumbersComeFirst() {
    // Flipped .9 and .2, clean .5, .2 and 0: of six pairs 3 + 1 are in order, and one is a tie.
    FlipCounts counts =
        FlipCounts.descending(
            new float[] {0.5f, 0.2f, 0.9f, -0f, 0.2f},
            new boolean[] {false, true, true, false, false});
    assertThat(counts.areaUnderCurve()).isEqualTo(4.5 / 6, within(TIGHT));
    assertThat(counts.flipped()).isEqualTo(2);
    assertThat(FlipCounts.descending(new float[0], new boolean[0]).areaUnderCurve()).isNaN();
  }

  @Test
  void tiesCountHalf() {
    // Ranks 1, 3, 3, 3: the flipped row 2 is behind the clean row 1 and level with two: (0 + 1) /
    // 3.
    FlipCounts counts =
        new FlipCounts(2).add(1, 1, false).add(3, 2, true).add(3, 3, false).add(3, 4, false);
    assertThat(counts.areaUnderCurve()).isEqualTo(1 / 3.0, within(TIGHT));
    assertThat(counts.precisionAt(2)).isEqualTo(0.5);
  }

  @Test
  void oneValueTellsNothing() {
    FlipCounts counts = new FlipCounts(1);
    for (int place = 1; place <= 5; place++) {
      counts.add(3, place, place % 2 == 0);
    }
    assertThat(counts.areaUnderCurve()).isEqualTo(0.5);
  }

  @Test
  void areaIsTheShareOfPairsInOrder() {
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 100; trial++) {
      double[] numbers = random.doubles(20, 0, 8).map(Math::floor).sorted().toArray();
      boolean[] flipped = new boolean[20];
      for (int i = 0; i < 20; i++) {
        flipped[i] = i == 0 || (i > 1 && random.nextBoolean());
      }
      double[] ranks = new AverageRanks(List.of(SortedPart.of(numbers))).of(0, numbers);
      FlipCounts counts = new FlipCounts();
      for (int i = 0; i < 20; i++) {
        counts.add(ranks[i], i + 1, flipped[i]);
      }
      assertThat(counts.areaUnderCurve()).isEqualTo(byPairs(numbers, flipped), within(TIGHT));
    }
  }

  private static double byPairs(double[] numbers, boolean[] flipped) {
    double wins = 0;
    double pairs = 0;
    for (int i = 0; i < numbers.length; i++) {
      for (int j = 0; j < numbers.length; j++) {
        if (flipped[i] && !flipped[j]) {
          pairs++;
          wins += numbers[i] < numbers[j] ? 1 : numbers[i] == numbers[j] ? 0.5 : 0;
        }
      }
    }
    return wins / pairs;
  }

  @Test
  void allCleanOrAllFlippedHasNoArea() {
    FlipCounts clean = ranked(new FlipCounts(2), false, false, false);
    assertThat(clean.areaUnderCurve()).isNaN();
    assertThat(clean.precisionAt(2)).isZero();
    assertThat(clean.flipped()).isZero();
    FlipCounts flipped = ranked(new FlipCounts(2), true, true, true);
    assertThat(flipped.areaUnderCurve()).isNaN();
    assertThat(flipped.precisionAt(2)).isEqualTo(1);
  }

  @Test
  void moreThanAllRowsAreAllRows() {
    FlipCounts counts = ranked(new FlipCounts(2, 50), true, false, false, true);
    assertThat(counts.precisionAt(50)).isEqualTo(0.5);
  }

  @Test
  void nothingIsNotANumber() {
    assertThat(new FlipCounts(5).precisionAt(5)).isNaN();
    assertThat(new FlipCounts(5).areaUnderCurve()).isNaN();
  }

  @Test
  void mergingEqualsAdding() {
    boolean[] flipped = {true, false, true, true, false, false, true};
    FlipCounts whole = ranked(new FlipCounts(2, 4, 9), flipped);
    FlipCounts left = new FlipCounts(2, 4, 9);
    FlipCounts right = new FlipCounts(2, 4, 9);
    for (int i = 0; i < flipped.length; i++) {
      (i % 3 == 0 ? left : right).add(i + 1, i + 1, flipped[i]);
    }
    FlipCounts merged = new FlipCounts(2, 4, 9).merge(right).merge(left);
    assertThat(merged.areaUnderCurve()).isEqualTo(whole.areaUnderCurve());
    assertThat(merged.rows()).isEqualTo(7);
    assertThat(merged.flipped()).isEqualTo(4);
    for (long k : new long[] {2, 4, 9}) {
      assertThat(merged.precisionAt(k)).isEqualTo(whole.precisionAt(k));
    }
  }

  @Test
  void cutoffsMustAscendAndMatch() {
    assertThatThrownBy(() -> new FlipCounts(3, 3))
        .hasMessageContaining("found the cutoffs [3, 3]; expected 1 or more, ascending");
    assertThatThrownBy(() -> new FlipCounts(0)).hasMessageContaining("found the cutoffs [0]");
    assertThatThrownBy(() -> new FlipCounts(3).merge(new FlipCounts(4)))
        .hasMessageContaining("[3] and [4]");
    assertThatThrownBy(() -> new FlipCounts(3).precisionAt(4))
        .hasMessageContaining("found k = 4; expected one of [3]");
  }

  /** Rows in order, without ties. */
  private static FlipCounts ranked(FlipCounts counts, boolean... flipped) {
    for (int i = 0; i < flipped.length; i++) {
      counts.add(i + 1, i + 1, flipped[i]);
    }
    return counts;
  }
}
