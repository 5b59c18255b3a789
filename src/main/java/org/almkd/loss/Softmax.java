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
   * each number is within 1e-13 of what {@link #write} gives, at a fraction of its cost. Fastest on
   * rows that fit the first-level cache together.
   *
   * @param logits row-major logits
   * @param from index of the first row's first logit
   * @param rows N
   * @param classes C, at least 1
   * @param temperature tau &gt; 0
   * @param probabilities_NC receives N x C numbers; may be {@code logits} where {@code from} is 0
   */
  public static void writeRows(
      double[] logits,
      int from,
      int rows,
      int classes,
      double temperature,
      double[] probabilities_NC) {
    writeExponentials(logits, from, rows, classes, temperature, probabilities_NC);
    normalize(probabilities_NC, rows, classes);
  }

  /**
   * The same at two temperatures, tau and 1. Where tau is a small whole number, e^z = (e^(z /
   * tau))^tau, so that the exponentials need to be computed only once.
   *
   * @param atTemperature_NC receives softmax(z / tau)
   * @param atOne_NC receives softmax(z)
   */
  public static void writeRows(
      double[] logits,
      int from,
      int rows,
      int classes,
      double temperature,
      double[] atTemperature_NC,
      double[] atOne_NC) {
    int power = (int) temperature;
    if (power != temperature || power > LARGEST_POWER) {
      writeRows(logits, from, rows, classes, temperature, atTemperature_NC);
      writeRows(logits, from, rows, classes, 1, atOne_NC);
      return;
    }
    writeExponentials(logits, from, rows, classes, temperature, atTemperature_NC);
    writePower(atTemperature_NC, rows * classes, power, atOne_NC);
    normalize(atTemperature_NC, rows, classes);
    normalize(atOne_NC, rows, classes);
  }

  private static void writePower(double[] base, int count, int power, double[] result) {
    System.arraycopy(base, 0, result, 0, count);
    for (int bit = Integer.highestOneBit(power) >> 1; bit > 0; bit >>= 1) {
      boolean odd = (power & bit) != 0;
      for (int j = 0; j < count; j++) {
        result[j] *= result[j];
      }
      for (int j = 0; odd && j < count; j++) {
        result[j] *= base[j];
      }
    }
  }

  /** Writes e^((z - largest z of the row) / temperature). */
  private static void writeExponentials(
      double[] logits, int from, int rows, int classes, double temperature, double[] result_NC) {
    double inverse = 1 / temperature;
    int count = rows * classes;
    for (int row = 0; row < count; row += classes) {
      double largest = largestOfRow(logits, from + row, classes);
      for (int j = row; j < row + classes; j++) {
        double logit = logits[from + j];
        // The last product is 0, or NaN where the logit is infinite: minus infinity must not pass
        // for a class of probability 0.
        result_NC[j] = (logit - largest) * inverse + 0 * logit;
      }
    }
    expInPlace(result_NC, count);
  }

  private static void normalize(double[] values_NC, int rows, int classes) {
    for (int row = 0; row < rows * classes; row += classes) {
      double scale = 1 / sum(values_NC, row, classes);
      for (int j = row; j < row + classes; j++) {
        values_NC[j] *= scale;
      }
    }
  }

  /**
   * Replaces numbers of at most 0 by their exponentials, to 2e-14: e^x = (e^(x / 128))^128, with
   * the Taylor polynomial of degree 7 inside. Nothing but multiplications and additions, so that
   * the compiler turns it into vector instructions, which it cannot do with Math.exp.
   */
  private static void expInPlace(double[] values, int count) {
    for (int j = 0; j < count; j++) {
      // Below -150 the polynomial would grow again; e^-150 is nothing beside a largest term of 1.
      double u = Math.max(values[j], -150) * (1.0 / 128);
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
      values[j] = e * e;
    }
  }

  /** Returns the largest number of a row, whatever it is where a number is not finite. */
  private static double largestOfRow(double[] values, int from, int count) {
    double a = Double.NEGATIVE_INFINITY;
    double b = a;
    double c = a;
    double d = a;
    int end = from + count;
    int j = from;
    // Four chains, since a maximum waits for the one before it; so does a sum.
    for (; j + 3 < end; j += 4) {
      a = Math.max(a, values[j]);
      b = Math.max(b, values[j + 1]);
      c = Math.max(c, values[j + 2]);
      d = Math.max(d, values[j + 3]);
    }
    for (; j < end; j++) {
      a = Math.max(a, values[j]);
    }
    return Math.max(Math.max(a, b), Math.max(c, d));
  }

  private static double sum(double[] values, int from, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int end = from + count;
    int j = from;
    for (; j + 3 < end; j += 4) {
      a += values[j];
      b += values[j + 1];
      c += values[j + 2];
      d += values[j + 3];
    }
    for (; j < end; j++) {
      a += values[j];
    }
    return a + b + (c + d);
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
