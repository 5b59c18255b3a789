package org.almkd.mixing;

import java.util.Arrays;
import org.almkd.loss.Softmax;

/**
 * Derivatives of each row's label and teacher losses with respect to its logits, for whole chunks:
 * dS = softmax(a) - y (eq 1) and dK_k = tau (softmax(a / tau) - softmax(t_k / tau)) (eq 2).
 */
final class LogitGradients {
  private LogitGradients() {}

  /**
   * Writes dS, then dK_1 .. dK_K, and with them q, which takes the same exponentials.
   *
   * @param gradients receives 1 + K arrays of N x C numbers
   * @param target which q
   * @param target_NC receives q; empty where it is not needed
   */
  static void write(
      LastLayer rows,
      double temperature,
      double[][] gradients,
      OuterTarget target,
      double[] target_NC) {
    int teachers = rows.teacherLogits_KNC().length;
    int classes = rows.classes();
    boolean withTarget = target_NC.length > 0;
    double[] softmax = new double[RowBlocks.size(rows.rows(), classes)];
    double[] atOne = new double[softmax.length];
    Arrays.fill(target_NC, 0);
    RowBlocks.forEach(
        rows.rows(),
        classes,
        (from, count, student) -> {
          int size = count / classes;
          Softmax.writeRows(rows.logits_NC(), from, size, classes, temperature, student, atOne);
          System.arraycopy(atOne, 0, gradients[0], from, count);
          for (int k = 0; k < teachers; k++) {
            double[] teacher = rows.teacherLogits_KNC()[k];
            double share = withTarget ? target.share(k) : 0;
            if (share == 0) {
              Softmax.writeRows(teacher, from, size, classes, temperature, softmax);
            } else {
              Softmax.writeRows(teacher, from, size, classes, temperature, softmax, atOne);
              for (int j = 0; j < count; j++) {
                target_NC[from + j] += share * atOne[j];
              }
            }
            double[] gradient = gradients[1 + k];
            for (int j = 0; j < count; j++) {
              gradient[from + j] = temperature * (student[j] - softmax[j]);
            }
          }
        });
    for (int i = 0; i < rows.rows(); i++) {
      gradients[0][i * classes + rows.labels()[i]] -= 1;
    }
    if (withTarget) {
      target.addLabels(rows.labels(), classes, target_NC);
    }
  }
}
