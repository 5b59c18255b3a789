package org.almkd.mixing;

import java.util.function.Function;

/**
 * Finds the {@link NoiseModel} of given labels by expectation maximisation, from the probabilities
 * pi that teachers give who have not seen the labels:
 *
 * <pre>
 * r_ic proportional to pi_c(i) M[c, label_i]
 * e = mean of 1 - r_i,label
 * M[c, j] = (sum of r_ic over rows with label j) + kappa U(e)[c, j], rows normalised
 * </pre>
 *
 * <p>After A. Dawid and A. Skene, Maximum Likelihood Estimation of Observer Error-Rates Using the
 * EM Algorithm, 1979, with the classifier in place of a class prior; U(e) has 1 - e on the diagonal
 * and e / (C - 1) off it.
 */
final class NoiseFit {
  /** Floor of pi: no class is out of the question, however sure the teachers are. */
  static final double FLOOR = 1e-3;

  private static final double START = 0.05;
  private static final int ITERATIONS = 100;
  private static final double PSEUDO_ROWS = 100;

  private NoiseFit() {}

  /**
   * Returns the model after 100 iterations.
   *
   * @param posteriorSums {@link CalibratedRows#posteriorSums} over all rows
   */
  static NoiseModel run(int classes, Function<NoiseModel, double[]> posteriorSums) {
    NoiseModel model = NoiseModel.uniform(START, classes);
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      model = NoiseModel.of(posteriorSums.apply(model), classes, PSEUDO_ROWS);
    }
    return model;
  }
}
