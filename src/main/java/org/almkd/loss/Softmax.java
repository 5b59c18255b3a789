package org.almkd.loss;

/**
 * Softmax and its logarithm at a temperature, for one row inside a larger array.
 *
 * <p>The largest logit is subtracted first, so that no finite input overflows; a non-finite input
 * gives a non-finite output and is never hidden.
 */
public final class Softmax {
  private static final int BLOCK = 2048;

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
   * each number is within 1e-13 of what {@link #write} gives, at a fraction of its cost.
   *
   * @param logits_NC row-major logits
   * @param rows N
   * @param classes C, at least 1
   * @param temperature tau &gt; 0
   * @param probabilities_NC receives N x C numbers; may be {@code logits_NC}
   */
  public static void writeRows(
      double[] logits_NC, int rows, int classes, double temperature, double[] probabilities_NC) {
    // A block's three passes find it in the first-level cache.
    int block = Math.max(1, BLOCK / classes);
    double inverse = 1 / temperature;
    for (int first = 0; first < rows; first += block) {
      int from = first * classes;
      int to = Math.min(rows, first + block) * classes;
      for (int row = from; row < to; row += classes) {
        double largest = largestOfRow(logits_NC, row, classes);
        for (int j = row; j < row + classes; j++) {
          // The product is 0, or NaN where the logit is infinite: minus infinity must not pass
          // for a class of probability 0.
          probabilities_NC[j] = (logits_NC[j] - largest) * inverse + 0 * logits_NC[j];
        }
      }
      expInPlace(probabilities_NC, from, to);
      for (int row = from; row < to; row += classes) {
        double scale = 1 / sum(probabilities_NC, row, classes);
        for (int j = row; j < row + classes; j++) {
          probabilities_NC[j] *= scale;
        }
      }
    }
  }

  /**
   * Replaces numbers of at most 0 by their exponentials, to 2e-14: e^x = (e^(x / 128))^128, with
   * the Taylor polynomial of degree 8 inside. Nothing but multiplications and additions, so that
   * the compiler turns it into vector instructions, which it cannot do with Math.exp.
   */
  private static void expInPlace(double[] values, int from, int to) {
    for (int j = from; j < to; j++) {
      // Below -150 the polynomial would grow again; e^-150 is nothing beside a largest term of 1.
      double u = Math.max(values[j], -150) * (1.0 / 128);
      double e = Math.fma(u, 1.0 / 40320, 1.0 / 5040);
      e = Math.fma(u, e, 1.0 / 720);
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
