package org.almkd.loss;

/**
 * Softmax and its logarithm at a temperature, for one row inside a larger array.
 *
 * <p>The largest logit is subtracted first, so that no finite input overflows; a non-finite input
 * gives a non-finite output and is never hidden.
 */
public final class Softmax {
  private static final int LARGEST_POWER = 16;

  private Softmax() {}

  /**
   * Writes softmax(z / temperature) of the C logits from {@code logits[from]} on.
   *
   * @param logits row-major logits
   * @param from index of the row's first logit
   * @param classes C, at least 1
   * @param temperature tau &gt; 0
   * @param probabilities receives C numbers in [0, 1] that sum to 1
   * @param to index of the first number written
   * @return log(sum_c exp(z_c / temperature)), the logarithm of the partition function
   */
  public static double write(
      double[] logits, int from, int classes, double temperature, double[] probabilities, int to) {
    double largest = largest(logits, from, classes);
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      double e = Math.exp((logits[from + c] - largest) / temperature);
      probabilities[to + c] = e;
      sum += e;
    }
    for (int c = 0; c < classes; c++) {
      probabilities[to + c] /= sum;
    }
    return largest / temperature + Math.log(sum);
  }

  /**
   * Writes softmax(z / temperature) of many rows, for passes whose time goes into exponentials:
   * each number is within 1e-13 of what {@link #write} gives, at a fraction of its cost. One array
   * a class, so that every loop runs over rows and becomes vector instructions, largest logits and
   * sums included.
   *
   * @param logits_CN logits, one array of N rows a class
   * @param temperature tau &gt; 0
   * @param probabilities_CN receives as many numbers; may be {@code logits_CN}
   */
  public static void writeColumns(
      double[][] logits_CN, double temperature, double[][] probabilities_CN) {
    double[] sum_N = writeExponentials(logits_CN, temperature, probabilities_CN);
    normalize(probabilities_CN, sum_N);
  }

  /**
   * The same at two temperatures, tau and 1. Where tau is a small whole number, e^z = (e^(z /
   * tau))^tau, so that the exponentials need to be computed only once.
   *
   * @param atTemperature_CN receives softmax(z / tau); not {@code logits_CN}
   * @param atOne_CN receives softmax(z)
   */
  public static void writeColumns(
      double[][] logits_CN, double temperature, double[][] atTemperature_CN, double[][] atOne_CN) {
    int power = (int) temperature;
    if (power != temperature || power > LARGEST_POWER) {
      writeColumns(logits_CN, temperature, atTemperature_CN);
      writeColumns(logits_CN, 1, atOne_CN);
      return;
    }
    double[] sum_N = writeExponentials(logits_CN, temperature, atTemperature_CN);
    double[] sumAtOne_N = new double[sum_N.length];
    for (int c = 0; c < logits_CN.length; c++) {
      writePower(atTemperature_CN[c], power, atOne_CN[c]);
      add(atOne_CN[c], sumAtOne_N);
    }
    normalize(atTemperature_CN, sum_N);
    normalize(atOne_CN, sumAtOne_N);
  }

  private static void writePower(double[] base, int power, double[] result) {
    System.arraycopy(base, 0, result, 0, base.length);
    for (int bit = Integer.highestOneBit(power) >> 1; bit > 0; bit >>= 1) {
      for (int i = 0; i < result.length; i++) {
        result[i] *= result[i];
      }
      boolean odd = (power & bit) != 0;
      for (int i = 0; odd && i < result.length; i++) {
        result[i] *= base[i];
      }
    }
  }

  /** Writes e^((z - largest z of the row) / temperature) and returns their sum of each row. */
  private static double[] writeExponentials(
      double[][] logits_CN, double temperature, double[][] result_CN) {
    double[] largest_N = logits_CN[0].clone();
    for (double[] logits_N : logits_CN) {
      for (int i = 0; i < largest_N.length; i++) {
        largest_N[i] = Math.max(largest_N[i], logits_N[i]);
      }
    }
    double[] sum_N = new double[largest_N.length];
    for (int c = 0; c < logits_CN.length; c++) {
      writeExponentials(logits_CN[c], largest_N, 1 / temperature, result_CN[c]);
      add(result_CN[c], sum_N);
    }
    return sum_N;
  }

  /**
   * Writes e^x, x = (z - largest) x inverse &lt;= 0, to 2e-14: e^x = (e^(x / 128))^128, with the
   * Taylor polynomial of degree 7 inside. Nothing but multiplications and additions, so that the
   * compiler turns it into vector instructions, which it cannot do with Math.exp.
   */
  private static void writeExponentials(
      double[] logits_N, double[] largest_N, double inverse, double[] result_N) {
    for (int i = 0; i < logits_N.length; i++) {
      double logit = logits_N[i];
      // The last product is 0, or NaN where the logit is infinite: minus infinity must not pass
      // for a class of probability 0.
      double x = (logit - largest_N[i]) * inverse + 0 * logit;
      // Below -150 the polynomial would grow again; e^-150 is nothing beside a largest term of 1.
      double u = Math.max(x, -150) * (1.0 / 128);
      double e = Math.fma(u, 1.0 / 5040, 1.0 / 720);
      e = Math.fma(u, e, 1.0 / 120);
      e = Math.fma(u, e, 1.0 / 24);
      e = Math.fma(u, e, 1.0 / 6);
      e = Math.fma(u, e, 0.5);
      e = Math.fma(u, e, 1);
      e = Math.fma(u, e, 1);
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      result_N[i] = e * e;
    }
  }

  private static void add(double[] terms_N, double[] sum_N) {
    for (int i = 0; i < sum_N.length; i++) {
      sum_N[i] += terms_N[i];
    }
  }

  private static void normalize(double[][] values_CN, double[] sum_N) {
    for (int i = 0; i < sum_N.length; i++) {
      sum_N[i] = 1 / sum_N[i];
    }
    for (double[] values_N : values_CN) {
      for (int i = 0; i < sum_N.length; i++) {
        values_N[i] *= sum_N[i];
      }
    }
  }

  /** Returns log(sum_c exp(z_c)) of the C logits from {@code logits[from]} on. */
  public static double logSumExp(double[] logits, int from, int classes) {
    double largest = largest(logits, from, classes);
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(logits[from + c] - largest);
    }
    return largest + Math.log(sum);
  }

  private static double largest(double[] logits, int from, int classes) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      double logit = logits[from + c];
      if (logit == Double.NEGATIVE_INFINITY) {
        // It would pass for a class of probability 0; NaN and infinity spread by themselves.
        return Double.NaN;
      }
      largest = Math.max(largest, logit);
    }
    return largest;
  }
}
