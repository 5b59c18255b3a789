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
    double[][] gradients = new double[1 + teachers][rows.logits_NC().length];
    write(rows, temperature, gradients);
    return gradients;
  }

  /** Writes dS, then dK_1 .. dK_K. */
  static void write(LastLayer rows, double temperature, double[][] gradients) {
    int teachers = rows.teacherLogits_KNC().length;
    int classes = rows.classes();
    double[] softmax = new double[RowBlocks.size(rows.rows(), classes)];
    RowBlocks.forEach(
        rows.rows(),
        classes,
        (from, count, student) -> {
          int size = count / classes;
          Softmax.writeRows(rows.logits_NC(), from, size, classes, temperature, student, softmax);
          System.arraycopy(softmax, 0, gradients[0], from, count);
          for (int k = 0; k < teachers; k++) {
            double[] teacher = rows.teacherLogits_KNC()[k];
            Softmax.writeRows(teacher, from, size, classes, temperature, softmax);
            double[] gradient = gradients[1 + k];
            for (int j = 0; j < count; j++) {
              gradient[from + j] = temperature * (student[j] - softmax[j]);
            }
          }
        });
    for (int i = 0; i < rows.rows(); i++) {
      gradients[0][i * classes + rows.labels()[i]] -= 1;
    }
  }
}
