package org.almkd.sweep;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Wilcoxon's signed-rank test for paired differences: is their distribution symmetric around 0?
 * Differences of 0 are left out, equal ones share the mean of their ranks (Wilcoxon, Individual
 * Comparisons by Ranking Methods, 1945). The probabilities are exact, ties included: all 2^n ways
 * to give signs to these ranks are counted, by their sums.
 */
final class SignedRanks {
  private static final int MOST_EXACT = 200;

  private SignedRanks() {}

  /**
   * Returns the two-sided p: twice the smaller tail of the sum of the positive ranks, at most 1.
   * Exact up to 200 differences, beyond by the normal approximation. NaN of fewer than three
   * differences; 1 where all are 0.
   */
  static double test(double[] differences) {
    if (differences.length < Statistics.FEWEST) {
      return Double.NaN;
    }
    double[] nonZero = Arrays.stream(differences).filter(d -> d != 0).toArray();
    if (nonZero.length == 0) {
      return 1;
    }
    double[] ranks = Statistics.ranks(Arrays.stream(nonZero).map(Math::abs).toArray());
    int[] doubled = Arrays.stream(ranks).mapToInt(r -> (int) Math.rint(2 * r)).toArray();
    int positive = 0;
    for (int i = 0; i < doubled.length; i++) {
      positive += nonZero[i] > 0 ? doubled[i] : 0;
    }
    return doubled.length <= MOST_EXACT ? exact(doubled, positive) : normal(doubled, positive);
  }

  /** Ranks are doubled, so that shared ones are whole. */
  private static double exact(int[] doubled, int positive) {
    int total = Arrays.stream(doubled).sum();
    double[] probability = new double[total + 1];
    probability[0] = 1;
    int reached = 0;
    for (int rank : doubled) {
      reached += rank;
      for (int sum = reached; sum >= 0; sum--) {
        probability[sum] = (probability[sum] + (sum >= rank ? probability[sum - rank] : 0)) / 2;
      }
    }
    // The distribution is symmetric: the other tail is that of the negative ranks.
    int smaller = Math.min(positive, total - positive);
    double tail = 0;
    for (int sum = 0; sum <= smaller; sum++) {
      tail += probability[sum];
    }
    return Math.min(1, 2 * tail);
  }

  private static double normal(int[] doubled, int positive) {
    double mean = Arrays.stream(doubled).sum() / 2.0;
    double variance = Arrays.stream(doubled).mapToDouble(r -> 0.25 * r * r).sum();
    double z = -Math.abs(positive - mean) / Math.sqrt(variance);
    return Math.min(1, 2 * new NormalDistribution(null, 0, 1).cumulativeProbability(z));
  }
}
