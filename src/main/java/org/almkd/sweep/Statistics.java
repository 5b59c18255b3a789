package org.almkd.sweep;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.ranking.NaNStrategy;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * What is computed from the numbers of several seeds or blocks. Sums run in the order of the
 * arrays. NaN is what cannot be known from so few numbers.
 */
final class Statistics {
  /** From so many numbers on an interval or a test says anything worth reading. */
  static final int FEWEST = 3;

  /** Share of intervals that hold the true mean. */
  static final double CONFIDENCE = 0.95;

  private static final double DIGITS = 1e12;

  private Statistics() {}

  /**
   * Returns a - b without the last digits, in which shares of counts differ by rounding alone:
   * equal differences are to be seen as equal.
   */
  static double difference(double a, double b) {
    return rounded(a - b);
  }

  /** Returns the differences of two arrays of one length. */
  static double[] differences(double[] a, double[] b) {
    double[] differences = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      differences[i] = difference(a[i], b[i]);
    }
    return differences;
  }

  /** Returns the mean; NaN without numbers. */
  static double mean(double[] values) {
    return Arrays.stream(values).reduce(0, Double::sum) / values.length;
  }

  /** Returns the standard deviation, with n - 1; NaN of fewer than two numbers. */
  static double deviation(double[] values) {
    if (values.length < 2) {
      return Double.NaN;
    }
    if (isConstant(values)) {
      return 0;
    }
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.length - 1));
  }

  /** Returns the standard error of the mean, s / sqrt(n); NaN of fewer than two numbers. */
  static double standardError(double[] values) {
    return deviation(values) / Math.sqrt(values.length);
  }

  /**
   * Returns the half length of the 95 % interval of the mean by Student's t with n - 1 degrees of
   * freedom. NaN of fewer than three numbers, and where all are the same other than 0: that they do
   * not vary is then more likely a matter of few test rows than of certainty.
   */
  static double halfInterval(double[] values) {
    if (values.length < FEWEST) {
      return Double.NaN;
    }
    if (isConstant(values)) {
      return values[0] == 0 ? 0 : Double.NaN;
    }
    double quantile =
        new TDistribution(null, values.length - 1)
            .inverseCumulativeProbability((1 + CONFIDENCE) / 2);
    return quantile * standardError(values);
  }

  /**
   * Returns the two-sided p of the t-test that the mean is 0. NaN where {@link #halfInterval} is; 1
   * where all numbers are 0.
   */
  static double tTest(double[] differences) {
    if (Double.isNaN(halfInterval(differences))) {
      return Double.NaN;
    }
    if (isConstant(differences)) {
      return 1;
    }
    double t = mean(differences) / standardError(differences);
    return 2 * new TDistribution(null, differences.length - 1).cumulativeProbability(-Math.abs(t));
  }

  /**
   * Returns places by size, the greatest number first: 1, 2, ...; equal numbers share the mean of
   * theirs.
   */
  static double[] placesFromTheGreatest(double[] values) {
    return ranks(Arrays.stream(values).map(v -> -rounded(v)).toArray());
  }

  /** Returns ranks by size, the least number first; equal numbers share the mean of theirs. */
  static double[] ranks(double[] values) {
    return new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE).rank(values);
  }

  /**
   * Returns p-values corrected for their number by the step-down rule of Holm (A simple
   * sequentially rejective multiple test procedure, 1979): the i-th smallest of m times m - i + 1,
   * never below the one before, at most 1. NaN are not counted and stay.
   */
  static double[] holm(double[] p) {
    int[] order =
        IntStream.range(0, p.length)
            .filter(i -> !Double.isNaN(p[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] corrected = new double[p.length];
    Arrays.fill(corrected, Double.NaN);
    double before = 0;
    for (int place = 0; place < order.length; place++) {
      before = Math.max(before, Math.min(1, (order.length - place) * p[order[place]]));
      corrected[order[place]] = before;
    }
    return corrected;
  }

  /**
   * Returns p of Friedman's test that all columns rank alike, corrected for ties, by its
   * chi-squared approximation with k - 1 degrees of freedom: Q = (k - 1) sum_j (R_j - n (k + 1) /
   * 2)^2 / (sum_ij r_ij^2 - n k (k + 1)^2 / 4), R_j the sum of column j (Conover, Practical
   * Nonparametric Statistics, 1999, section 5.8). NaN of fewer than three rows or two columns; 1
   * where all ranks are ties.
   *
   * @param ranks_NK n rows of the ranks of k columns
   */
  static double friedman(double[][] ranks_NK) {
    int n = ranks_NK.length;
    if (n < FEWEST || ranks_NK[0].length < 2) {
      return Double.NaN;
    }
    int k = ranks_NK[0].length;
    double between = 0;
    double total = -n * k * (k + 1) * (k + 1) / 4.0;
    for (int j = 0; j < k; j++) {
      double sum = 0;
      for (double[] row : ranks_NK) {
        sum += row[j];
        total += row[j] * row[j];
      }
      double deviation = sum - n * (k + 1) / 2.0;
      between += deviation * deviation;
    }
    if (total == 0) {
      return 1;
    }
    double statistic = (k - 1) * between / total;
    return 1 - new ChiSquaredDistribution(null, k - 1).cumulativeProbability(statistic);
  }

  /**
   * Returns the slope of y over x by least squares; NaN where x does not vary.
   *
   * @param x abscissae
   * @param y ordinates, as many
   */
  static double slope(float[] x, float[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double products = 0;
    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      products += (x[i] - meanX) * (y[i] - meanY);
      squares += (x[i] - meanX) * (x[i] - meanX);
    }
    return squares > 0 ? products / squares : Double.NaN;
  }

  /** Returns the mean; NaN without numbers. */
  static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static boolean isConstant(double[] values) {
    return Arrays.stream(values).allMatch(v -> v == values[0]);
  }

  /** Returns a number without the last digits, so that sums of equal shares are equal. */
  static double rounded(double value) {
    return Math.rint(value * DIGITS) / DIGITS;
  }
}
