package org.almkd.mixing;

import java.util.Arrays;

/**
 * Finds the {@link Calibration} under which the given labels are most likely: for each temperature
 * T of a grid the floor d by expectation maximisation, then the T of the greatest likelihood. With
 * p_i = softmax(z_i / T) of the given label,
 *
 * <pre>r_i = (d / C) / ((1 - d) p_i + d / C),   d &lt;- mean of r_i</pre>
 *
 * <p>A. Dempster, N. Laird and D. Rubin, Maximum Likelihood from Incomplete Data via the EM
 * Algorithm, 1977: no step lowers the likelihood.
 */
final class CalibrationFit {
  private static final int HALF_GRID = 18;
  private static final double START = 0.02;
  private static final int ITERATIONS = 40;

  private CalibrationFit() {}

  /** Sums over rows for all temperatures at once, wherever the rows are. */
  interface Sums {
    /** Returns sum_i r_i for each temperature, given its floor. */
    double[] floors(double[] floor_T);

    /** Returns sum_i log pi of the given label for each temperature, given its floor. */
    double[] logLikelihoods(double[] floor_T);
  }

  /** Returns the grid exp(-1.8), exp(-1.7), .., exp(1.8). */
  static double[] temperatures() {
    double[] temperatures = new double[2 * HALF_GRID + 1];
    // Not 0.1 * step: the grid shall be symmetric, with 1 in the middle, to the bit.
    Arrays.setAll(temperatures, t -> Math.exp((t - HALF_GRID) / 10.0));
    return temperatures;
  }

  /** Returns the best calibration; the lowest temperature of equally good ones. */
  static Calibration run(long rows, Sums sums) {
    double[] floor_T = new double[2 * HALF_GRID + 1];
    Arrays.fill(floor_T, START);
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      floor_T = Arrays.stream(sums.floors(floor_T)).map(sum -> sum / rows).toArray();
    }
    double[] likelihood_T = sums.logLikelihoods(floor_T);
    int best = 0;
    for (int t = 1; t < likelihood_T.length; t++) {
      best = likelihood_T[t] > likelihood_T[best] ? t : best;
    }
    return new Calibration(temperatures()[best], Math.min(1, floor_T[best]));
  }
}
