package org.almkd.loss;

/**
 * The teacher-matching loss (eq 2): L_KD = tau^2 KL(softmax(t / tau) || softmax(a / tau)).
 *
 * <p>The teacher is the reference distribution: the paper writes the arguments the other way round,
 * its authors' code and every common implementation compute this direction. The gradient with
 * respect to the student's logits is dK = tau (softmax(a / tau) - softmax(t / tau)), with one
 * factor tau of tau^2 taken by the chain rule.
 *
 * <p>G. Hinton, O. Vinyals, J. Dean, Distilling the Knowledge in a Neural Network, 2015.
 */
public final class Distillation {
  private Distillation() {}

  /**
   * Returns the loss of one row, at least 0 up to rounding, 0 where both softmaxes agree.
   *
   * @param student row-major student logits
   * @param from index of the row's first student logit
   * @param teacher row-major teacher logits
   * @param teacherFrom index of the row's first teacher logit
   * @param classes C
   * @param temperature tau &gt; 0
   */
  public static double value(
      double[] student,
      int from,
      double[] teacher,
      int teacherFrom,
      int classes,
      double temperature) {
    return addTo(
        student,
        from,
        teacher,
        teacherFrom,
        classes,
        temperature,
        1,
        new double[from + classes],
        new double[2 * classes]);
  }

  /**
   * Adds weight x dK of one row to {@code gradient} and returns weight x L_KD.
   *
   * @param scratch_2C 2 C numbers that may be overwritten
   */
  static double addTo(
      double[] student,
      int from,
      double[] teacher,
      int teacherFrom,
      int classes,
      double temperature,
      double weight,
      double[] gradient,
      double[] scratch_2C) {
    double studentLog = Softmax.write(student, from, classes, temperature, scratch_2C, 0);
    double teacherLog =
        Softmax.write(teacher, teacherFrom, classes, temperature, scratch_2C, classes);
    double divergence = 0;
    for (int c = 0; c < classes; c++) {
      double p = scratch_2C[classes + c];
      // log p - log q from the logits themselves: p = 0 contributes 0 and q = 0 cannot divide.
      double logRatio =
          (teacher[teacherFrom + c] - student[from + c]) / temperature - teacherLog + studentLog;
      divergence += p == 0 ? 0 : p * logRatio;
      gradient[from + c] += weight * temperature * (scratch_2C[c] - p);
    }
    return weight * temperature * temperature * divergence;
  }
}
