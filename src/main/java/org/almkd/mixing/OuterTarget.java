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
  /** Returns q of some rows, one array a class. */
  double[][] of(ClassColumns rows) {
    double[][] target_CN = new double[rows.classes()][rows.rows()];
    double[][] softmax_CN = new double[rows.classes()][rows.rows()];
    writeLabels(rows.labels(), target_CN);
    for (int teacher : teachers) {
      Softmax.writeColumns(rows.teacherLogits_KCN()[teacher], 1, softmax_CN);
      addShare(share(teacher), softmax_CN, target_CN);
    }
    return target_CN;
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

  /** Returns what the one-hot label is multiplied by in q. */
  double labelShare() {
    return teachers.length == 0 ? 1 : labelBlend;
  }

  /** Writes the label's part of q, and 0 elsewhere. */
  void writeLabels(int[] labels, double[][] target_CN) {
    for (double[] target_N : target_CN) {
      Arrays.fill(target_N, 0);
    }
    double label = labelShare();
    for (int i = 0; i < labels.length; i++) {
      target_CN[labels[i]][i] = label;
    }
  }

  /** Adds a teacher's part of q. */
  static void addShare(double share, double[][] softmax_CN, double[][] target_CN) {
    for (int c = 0; c < target_CN.length; c++) {
      double[] softmax_N = softmax_CN[c];
      double[] target_N = target_CN[c];
      for (int i = 0; i < target_N.length; i++) {
        target_N[i] += share * softmax_N[i];
      }
    }
  }
}
