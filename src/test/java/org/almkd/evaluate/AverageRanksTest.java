package org.almkd.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AverageRanksTest {
  @Test
  void differentNumbersCountUp() {
    assertThat(ranks(parts(new double[] {-1, 2, 7}))).containsExactly(1, 2, 3);
  }

  @Test
  void equalNumbersShareTheMeanOfTheirRanks() {
    assertThat(ranks(parts(new double[] {1, 2, 2, 2, 3, 3}))).containsExactly(1, 3, 3, 3, 5.5, 5.5);
  }

  @Test
  void aRunGoesOverPartsOfOneValueAndEmptyOnes() {
    List<double[]> parts =
        parts(
            new double[] {},
            new double[] {1, 2},
            new double[] {},
            new double[] {2, 2},
            new double[] {2},
            new double[] {2, 5},
            new double[] {5},
            new double[] {});
    assertThat(ranks(parts)).containsExactly(1, 4, 4, 4, 4, 4, 7.5, 7.5);
  }

  @Test
  void nothingHasNoRanks() {
    assertThat(ranks(parts(new double[] {}))).isEmpty();
    assertThat(ranks(parts())).isEmpty();
  }

  @Test
  void cutsMakeNoDifference() {
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 300; trial++) {
      double[] sorted = random.doubles(random.nextInt(1, 25), 0, 6).map(Math::floor).toArray();
      Arrays.sort(sorted);
      List<double[]> cut = new ArrayList<>();
      int from = 0;
      while (from < sorted.length) {
        int to = Math.min(sorted.length, from + random.nextInt(0, 5));
        cut.add(Arrays.copyOfRange(sorted, from, to));
        from = to;
      }
      assertThat(ranks(cut)).as("trial %d", trial).containsExactly(byCounting(sorted));
    }
  }

  /** Mean rank by its definition: numbers below, and half of the others that are equal. */
  private static double[] byCounting(double[] numbers) {
    return Arrays.stream(numbers)
        .map(
            x -> {
              long below = Arrays.stream(numbers).filter(y -> y < x).count();
              long equal = Arrays.stream(numbers).filter(y -> y == x).count();
              return below + (equal + 1) / 2.0;
            })
        .toArray();
  }

  private static List<double[]> parts(double[]... parts) {
    return List.of(parts);
  }

  private static double[] ranks(List<double[]> parts) {
    AverageRanks ranks = new AverageRanks(parts.stream().map(SortedPart::of).toList());
    List<Double> all = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      for (double rank : ranks.of(p, parts.get(p))) {
        all.add(rank);
      }
    }
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
