package org.almkd.mixing;

import org.almkd.loss.Softmax;

/**
 * Derivatives of each row's label and teacher losses with respect to its logits, for whole chunks:
 * dS = softmax(a) - y (eq 1) and dK_k = tau (softmax(a / tau) - softmax(t_k / tau)) (eq 2).
 */
final class LogitGradients {
  private LogitGradients() {}

  /** Returns dS, then dK_1 .. dK_K, each N x C row-major. */
  static double[][] all(LastLayer rows, double temperature) {
    int teachers = rows.teacherLogits_KNC().length;
    double[][] gradients = new double[1 + teachers][];
    gradients[0] = softmax(rows.logits_NC(), rows, 1);
    for (int i = 0; i < rows.rows(); i++) {
      gradients[0][i * rows.classes() + rows.labels()[i]] -= 1;
    }
    double[] student = teachers == 0 ? new double[0] : softmax(rows.logits_NC(), rows, temperature);
    for (int k = 0; k < teachers; k++) {
      double[] gradient = softmax(rows.teacherLogits_KNC()[k], rows, temperature);
      for (int j = 0; j < gradient.length; j++) {
        gradient[j] = temperature * (student[j] - gradient[j]);
      }
      gradients[1 + k] = gradient;
    }
    return gradients;
  }

  private static double[] softmax(double[] logits_NC, LastLayer rows, double temperature) {
    double[] softmax_NC = new double[logits_NC.length];
    Softmax.writeRows(logits_NC, rows.rows(), rows.classes(), temperature, softmax_NC);
    return softmax_NC;
  }
}
