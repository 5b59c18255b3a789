package org.almkd.report;

import java.util.Arrays;

/** Quantiles of some numbers, none of them NaN. */
final class Quantiles {
  private final float[] sorted;

  /** Sorts a copy of the numbers. */
  Quantiles(float[] values) {
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  /**
   * Returns the p-quantile, linear between the two nearest order statistics (type 7 of Hyndman and
   * Fan, Sample Quantiles in Statistical Packages, 1996): at place (N - 1) p, counted from 0. NaN
   * without numbers.
   *
   * @param p in [0, 1]
   */
  double at(double p) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = (sorted.length - 1) * p;
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * ((double) sorted[above] - sorted[below]);
  }

  /** Returns the mean; NaN without numbers. */
  double mean() {
    double sum = 0;
    for (float value : sorted) {
      sum += value;
    }
    return sum / sorted.length;
  }
}
