package org.almkd.loss;

/**
 * Cross entropy with a given class (eq 1): L_S = -log softmax(a)_y = logsumexp(a) - a_y.
 *
 * <p>Its gradient with respect to the logits is dS = softmax(a) - y with y one-hot.
 */
public final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * Returns the loss of one row, at least 0.
   *
   * @param logits row-major logits
   * @param from index of the row's first logit
   * @param classes C
   * @param label the given class, 0 to C - 1
   */
  public static double value(double[] logits, int from, int classes, int label) {
    return Softmax.logSumExp(logits, from, classes) - logits[from + label];
  }

  /**
   * Adds weight x dS of one row to {@code gradient} and returns weight x L_S.
   *
   * @param scratch_C C numbers that may be overwritten
   */
  static double addTo(
      double[] logits,
      int from,
      int classes,
      int label,
      double weight,
      double[] gradient,
      double[] scratch_C) {
    double logPartition = Softmax.write(logits, from, classes, 1, scratch_C, 0);
    for (int c = 0; c < classes; c++) {
      gradient[from + c] += weight * scratch_C[c];
    }
    gradient[from + label] -= weight;
    return weight * (logPartition - logits[from + label]);
  }
}
