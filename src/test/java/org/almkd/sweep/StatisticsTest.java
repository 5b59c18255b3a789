package org.almkd.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  private static final Offset<Double> CLOSE = within(1e-9);

  /** 1, 2, 3: s = 1, SEM = 1 / sqrt 3; the 0.975 quantile of t with 2 degrees is 4.30265273. */
  @Test
  void intervalOfThreeNumbers() {
    double[] values = {1, 2, 3};
    assertThat(Statistics.mean(values)).isEqualTo(2);
    assertThat(Statistics.deviation(values)).isEqualTo(1);
    assertThat(Statistics.standardError(values)).isCloseTo(1 / Math.sqrt(3), CLOSE);
    assertThat(Statistics.halfInterval(values))
        .isCloseTo(4.302652729911275 / Math.sqrt(3), within(1e-7));
  }

  /** With 2 degrees of freedom p = 1 - t / sqrt(t^2 + 2); here t = 2 sqrt 3. */
  @Test
  void testOfThreeNumbers() {
    assertThat(Statistics.tTest(new double[] {1, 2, 3}))
        .isCloseTo(1 - 2 * Math.sqrt(3) / Math.sqrt(14), CLOSE);
    assertThat(Statistics.tTest(new double[] {-3, -1, -2}))
        .isCloseTo(1 - 2 * Math.sqrt(3) / Math.sqrt(14), CLOSE);
  }

  @Test
  void fewerThanThreeNumbersSayNothingOfChance() {
    for (double[] few : new double[][] {{}, {1}, {1, 2}}) {
      PairedDifference difference = PairedDifference.of(few);
      assertThat(difference.halfInterval()).isNaN();
      assertThat(difference.tTest()).isNaN();
      assertThat(difference.wilcoxon()).isNaN();
      assertThat(difference.outcome()).isEqualTo(PairedDifference.Outcome.UNDECIDED);
    }
    assertThat(PairedDifference.of(new double[] {1}).standardError()).isNaN();
    assertThat(PairedDifference.of(new double[] {1, 2}).standardError()).isCloseTo(0.5, CLOSE);
  }

  @Test
  void whatDoesNotVaryIsATieOnlyAtZero() {
    PairedDifference none = PairedDifference.of(new double[] {0, 0, 0});
    assertThat(none.tTest()).isEqualTo(1);
    assertThat(none.wilcoxon()).isEqualTo(1);
    assertThat(none.outcome()).isEqualTo(PairedDifference.Outcome.TIE);
    PairedDifference same = PairedDifference.of(new double[] {0.1, 0.1, 0.1});
    assertThat(same.standardError()).isZero();
    assertThat(same.tTest()).isNaN();
    assertThat(same.outcome()).isEqualTo(PairedDifference.Outcome.UNDECIDED);
  }

  /** 0.8 - 0.7 and 0.9 - 0.8 differ in the last bits, though both are a tenth. */
  @Test
  void equalDifferencesOfSharesAreEqual() {
    assertThat(0.8 - 0.7).isNotEqualTo(0.9 - 0.8);
    assertThat(Statistics.difference(0.8, 0.7)).isEqualTo(Statistics.difference(0.9, 0.8));
  }

  /**
   * Sizes 0.3, 1.1, 2.2, 4, 5 have ranks 1 to 5: the negative ones sum to 1, as 2 of 32 ways do.
   */
  @Test
  void signedRanksOfFive() {
    assertThat(SignedRanks.test(new double[] {1.1, 2.2, -0.3, 4, 5})).isCloseTo(0.125, CLOSE);
    assertThat(SignedRanks.test(new double[] {-1.1, -2.2, 0.3, -4, -5})).isCloseTo(0.125, CLOSE);
  }

  /** Of ranks 2, 2, 2 four of the eight ways sum to at most 2: twice that is all. */
  @Test
  void signedRanksWithTiesAndZeros() {
    assertThat(SignedRanks.test(new double[] {1, 1, -1})).isEqualTo(1);
    // Without the zero two positive differences are left: 2 x 1/4.
    assertThat(SignedRanks.test(new double[] {0, 1, 2})).isCloseTo(0.5, CLOSE);
    // Ranks 1.5, 1.5, 3: only {} and the two single 1.5 reach at most 1.5: 2 x 3/8.
    assertThat(SignedRanks.test(new double[] {1, -1, 2})).isCloseTo(0.75, CLOSE);
  }

  /**
   * Of 1 to 201 the odd ones are positive: sum 101^2 = 10201, mean 10150.5, variance 201 x 202 x
   * 403 / 24 = 681775.25, z = -0.061161, p = 0.951231.
   */
  @Test
  void manySignedRanksAreNearlyNormal() {
    double[] differences =
        IntStream.rangeClosed(1, 201).mapToDouble(i -> i % 2 == 1 ? i : -i).toArray();
    assertThat(SignedRanks.test(differences)).isCloseTo(0.951231, within(1e-5));
  }

  /** 0.01 x 3, then 0.03 x 2, then 0.04 x 1, but not below 0.06. */
  @Test
  void holmMultipliesBySteps() {
    assertThat(Statistics.holm(new double[] {0.01, Double.NaN, 0.04, 0.03}))
        .containsExactly(new double[] {0.03, Double.NaN, 0.06, 0.06}, within(1e-12));
    assertThat(Statistics.holm(new double[] {0.9, 0.8})).containsExactly(1, 1);
  }

  @Test
  void equalNumbersShareTheirPlaces() {
    assertThat(Statistics.placesFromTheGreatest(new double[] {0.9, 0.8, 0.9, 0.7}))
        .containsExactly(1.5, 3, 1.5, 4);
  }

  /** Three blocks of ranks 1, 2, 3: Q = n (k - 1) = 6, of which chi-squared with 2 has exp(-3). */
  @Test
  void friedman() {
    double[] ranks = {1, 2, 3};
    assertThat(Statistics.friedman(new double[][] {ranks, ranks, ranks}))
        .isCloseTo(Math.exp(-3), CLOSE);
    assertThat(Statistics.friedman(new double[][] {ranks, ranks})).isNaN();
    double[] ties = {2, 2, 2};
    assertThat(Statistics.friedman(new double[][] {ties, ties, ties})).isEqualTo(1);
  }

  /**
   * With ties: rows (1.5, 1.5, 3), (1, 2, 3), (1, 2.5, 2.5); sums 3.5, 6, 8.5 about 6: 2 x 12.5
   * over 13.5 + 14 + 13.5 - 36 = 5, so Q = 5 and p = exp(-2.5).
   */
  @Test
  void friedmanWithTies() {
    assertThat(Statistics.friedman(new double[][] {{1.5, 1.5, 3}, {1, 2, 3}, {1, 2.5, 2.5}}))
        .isCloseTo(Math.exp(-2.5), CLOSE);
  }

  /** Means 1 and 7/3: products 4/3 + 0 + 5/3 = 3 over squares 2. */
  @Test
  void slope() {
    assertThat(Statistics.slope(new float[] {0, 1, 2}, new float[] {1, 2, 4}))
        .isCloseTo(1.5, CLOSE);
    assertThat(Statistics.slope(new float[] {1, 1}, new float[] {1, 2})).isNaN();
  }
}
