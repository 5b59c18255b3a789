package org.almkd.mixing;

import org.almkd.loss.Softmax;

/**
 * Derivatives of each row's label and teacher losses with respect to its logits, for whole chunks:
 * dS = softmax(a) - y (eq 1) and dK_k = tau (softmax(a / tau) - softmax(t_k / tau)) (eq 2). The
 * arrays of one chunk serve the next. Not thread-safe.
 */
final class LogitGradients {
  private final double temperature;
  private final double[][][] gradients_K1CN;
  private final double[][] student_CN;
  private final double[][] teacherAtOne_CN;

  LogitGradients(int teachers, int classes, int rows, double temperature) {
    this.temperature = temperature;
    gradients_K1CN = new double[1 + teachers][classes][rows];
    student_CN = new double[classes][rows];
    teacherAtOne_CN = new double[classes][rows];
  }

  /**
   * Returns dS, then dK_1 .. dK_K; the next call overwrites them. Writes q, too, which takes the
   * same exponentials.
   *
   * @param target which q
   * @param target_CN receives q; empty where it is not needed
   */
  double[][][] of(ClassColumns rows, OuterTarget target, double[][] target_CN) {
    boolean withTarget = target_CN.length > 0;
    double[][] label_CN = gradients_K1CN[0];
    Softmax.writeColumns(rows.logits_CN(), temperature, student_CN, label_CN);
    for (int i = 0; i < rows.rows(); i++) {
      label_CN[rows.labels()[i]][i] -= 1;
    }
    if (withTarget) {
      target.writeLabels(rows.labels(), target_CN);
    }
    for (int k = 0; k < rows.teacherLogits_KCN().length; k++) {
      double[][] teacher_CN = gradients_K1CN[1 + k];
      double share = withTarget ? target.share(k) : 0;
      if (share == 0) {
        Softmax.writeColumns(rows.teacherLogits_KCN()[k], temperature, teacher_CN);
      } else {
        Softmax.writeColumns(rows.teacherLogits_KCN()[k], temperature, teacher_CN, teacherAtOne_CN);
        OuterTarget.addShare(share, teacherAtOne_CN, target_CN);
      }
      subtractFromStudent(teacher_CN);
    }
    return gradients_K1CN;
  }

  private void subtractFromStudent(double[][] teacher_CN) {
    for (int c = 0; c < teacher_CN.length; c++) {
      double[] student_N = student_CN[c];
      double[] teacher_N = teacher_CN[c];
      for (int i = 0; i < teacher_N.length; i++) {
        teacher_N[i] = temperature * (student_N[i] - teacher_N[i]);
      }
    }
  }
}
