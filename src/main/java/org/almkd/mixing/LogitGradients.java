package org.almkd.mixing;

import org.almkd.loss.MixedLoss;
import org.almkd.loss.TargetLayout;

/**
 * Derivatives of each row's label and teacher losses with respect to its logits, dS and dK_k, from
 * the same kernel that trains: the loss with weight 1 on one term and 0 on the others.
 */
final class LogitGradients {
  private LogitGradients() {}

  /** Returns dS, then dK_1 .. dK_K, each N x C row-major. */
  static double[][] all(LastLayer rows, double temperature) {
    TargetLayout layout = new TargetLayout(rows.classes(), rows.teacherLogits_KNC().length);
    MixedLoss loss = new MixedLoss(layout, temperature);
    double[] targets_NL = targets(rows, layout);
    double[][] gradients = new double[1 + layout.teachers()][rows.logits_NC().length];
    for (int m = 0; m < gradients.length; m++) {
      for (int i = 0; i < rows.rows(); i++) {
        int weights = i * layout.width() + layout.weights();
        for (int other = 0; other < gradients.length; other++) {
          targets_NL[weights + other] = other == m ? 1 : 0;
        }
      }
      loss.sumAndGradient(rows.logits_NC(), targets_NL, rows.rows(), gradients[m]);
    }
    return gradients;
  }

  private static double[] targets(LastLayer rows, TargetLayout layout) {
    double[] targets_NL = new double[rows.rows() * layout.width()];
    for (int i = 0; i < rows.rows(); i++) {
      int row = i * layout.width();
      targets_NL[row] = rows.labels()[i];
      for (int k = 0; k < layout.teachers(); k++) {
        System.arraycopy(
            rows.teacherLogits_KNC()[k],
            i * layout.classes(),
            targets_NL,
            row + layout.logits(k),
            layout.classes());
      }
    }
    return targets_NL;
  }
}
