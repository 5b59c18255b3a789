package org.almkd.loss;

/**
 * Softmax and its logarithm at a temperature, for one row inside a larger array.
 *
 * <p>The largest logit is subtracted first, so that no finite input overflows; a non-finite input
 * gives a non-finite output and is never hidden.
 */
public final class Softmax {
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
