package org.almkd.mixing;

import java.util.Arrays;
import org.almkd.loss.Softmax;

/**
 * What looked-ahead predictions are measured against (paper, section 4): q = (1 - alpha) p + alpha
 * y, with p the mean of the chosen teachers' softmaxes at temperature 1 and y the one-hot given
 * label. Without a teacher q = y.
 *
 * @param teachers numbers of the teachers that p averages, from 0; empty: q = y
 * @param labelBlend alpha in [0, 1]
 */
public record OuterTarget(int[] teachers, double labelBlend) implements java.io.Serializable {
  /**
   * Returns q of some rows, row-major.
   *
   * @param teacherLogits_KNC logits of all K teachers, one row-major array each
   * @param labels given labels of the rows
   * @param classes C
   */
  double[] write(double[][] teacherLogits_KNC, int[] labels, int classes) {
    double[] target_NC = new double[labels.length * classes];
    write(teacherLogits_KNC, labels, classes, target_NC);
    return target_NC;
  }

  /** Writes q of some rows, row-major. */
  void write(LastLayer rows, double[] target_NC) {
    write(rows.teacherLogits_KNC(), rows.labels(), rows.classes(), target_NC);
  }

  private void write(double[][] teacherLogits_KNC, int[] labels, int classes, double[] target_NC) {
    Arrays.fill(target_NC, 0);
    for (int teacher : teachers) {
      double[] logits_NC = teacherLogits_KNC[teacher];
      double share = share(teacher);
      RowBlocks.forEach(
          labels.length,
          classes,
          (from, count, softmax) -> {
            Softmax.writeRows(logits_NC, from, count / classes, classes, 1, softmax);
            for (int j = 0; j < count; j++) {
              target_NC[from + j] += share * softmax[j];
            }
          });
    }
    addLabels(labels, classes, target_NC);
  }

  /** Returns what a teacher's softmax is multiplied by in q; 0 for a teacher that has no part. */
  double share(int teacher) {
    for (int part : teachers) {
      if (part == teacher) {
        return (1 - labelBlend) / teachers.length;
      }
    }
    return 0;
  }

  /** Adds the label's part of q. */
  void addLabels(int[] labels, int classes, double[] target_NC) {
    double label = teachers.length == 0 ? 1 : labelBlend;
    for (int i = 0; i < labels.length; i++) {
      target_NC[i * classes + labels[i]] += label;
    }
  }
}
