package org.almkd.derivative;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.ToDoubleFunction;

/** Checks derivatives against central differences, (f(x + h) - f(x - h)) / 2h. */
public final class CentralDifferences {
  private CentralDifferences() {}

  /** Returns the numeric derivative of a function with respect to each argument. */
  public static double[] of(ToDoubleFunction<double[]> function, double[] at, double h) {
    double[] gradient = new double[at.length];
    for (int j = 0; j < at.length; j++) {
      double[] moved = at.clone();
      moved[j] = at[j] + h;
      double above = function.applyAsDouble(moved);
      moved[j] = at[j] - h;
      gradient[j] = (above - function.applyAsDouble(moved)) / (2 * h);
    }
    return gradient;
  }

  /** Asserts that max |computed - numeric| is at most a share of max |numeric|. */
  public static void assertAgree(
      String what, double[] numeric, double[] computed, double tolerance) {
    assertThat(computed).as(what).hasSameSizeAs(numeric);
    double largest = 0;
    int worst = 0;
    for (int j = 0; j < numeric.length; j++) {
      largest = Math.max(largest, Math.abs(numeric[j]));
      // Negated, so that NaN is the worst of all.
      if (!(Math.abs(computed[j] - numeric[j]) <= Math.abs(computed[worst] - numeric[worst]))) {
        worst = j;
      }
    }
    double error = Math.abs(computed[worst] - numeric[worst]);
    assertThat(largest).as("%s: a gradient of 0 tests nothing", what).isGreaterThan(0);
    assertThat(error / largest)
        .as(
            "%s: entry %d: numeric %s, computed %s, absolute error %s, relative to the largest %s",
            what, worst, numeric[worst], computed[worst], error, error / largest)
        .isLessThanOrEqualTo(tolerance);
  }
}
