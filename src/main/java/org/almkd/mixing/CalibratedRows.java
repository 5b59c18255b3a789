package org.almkd.mixing;

import java.io.Serializable;

/**
 * Rows as a {@link NoiseFit} sees them: what calibrated teachers say of each, and its given label.
 *
 * @param pi_NC probabilities of the classes, all above 0, row-major
 * @param labels N given labels
 * @param classes C
 */
// Primitive arrays are the point: one pass over all rows an iteration; never compared.
@SuppressWarnings("ArrayRecordComponent")
record CalibratedRows(double[] pi_NC, int[] labels, int classes) implements Serializable {

  static CalibratedRows of(double[] logits_NC, int[] labels, int classes, Calibration calibration) {
    double[] pi_NC = new double[logits_NC.length];
    for (int from = 0; from < pi_NC.length; from += classes) {
      calibration.write(logits_NC, from, classes, pi_NC, from);
    }
    return new CalibratedRows(pi_NC, labels, classes);
  }

  /**
   * Returns C x C sums: entry [c, j] is the sum, over rows with label j, of the posterior
   * probability r_ic that c is the row's true class.
   */
  double[] posteriorSums(NoiseModel model) {
    double[] sum_CC = new double[classes * classes];
    double[] posterior_C = new double[classes];
    for (int i = 0; i < labels.length; i++) {
      writePosterior(i, model, posterior_C);
      for (int c = 0; c < classes; c++) {
        sum_CC[c * classes + labels[i]] += posterior_C[c];
      }
    }
    return sum_CC;
  }

  /** Returns q of each row: the posterior probability that its label is wrong, in [0, 1]. */
  double[] doubts(NoiseModel model) {
    double[] doubt_N = new double[labels.length];
    double[] posterior_C = new double[classes];
    for (int i = 0; i < labels.length; i++) {
      writePosterior(i, model, posterior_C);
      doubt_N[i] = 1 - posterior_C[labels[i]];
    }
    return doubt_N;
  }

  private void writePosterior(int row, NoiseModel model, double[] posterior_C) {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      posterior_C[c] = pi_NC[row * classes + c] * model.probability(c, labels[row]);
      sum += posterior_C[c];
    }
    for (int c = 0; c < classes; c++) {
      posterior_C[c] /= sum;
    }
  }
}
