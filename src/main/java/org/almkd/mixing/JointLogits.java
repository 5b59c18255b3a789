package org.almkd.mixing;

import org.almkd.data.FloatRows;
import org.almkd.data.InvalidDataException;
import org.almkd.data.Shard;
import org.almkd.loss.Softmax;

/**
 * The teachers of a shard as one: z_c = log((1/K) sum_k softmax(t_k)_c), so that softmax(z) is the
 * mean of their probabilities at temperature 1 and z can be given another temperature.
 */
final class JointLogits {
  private static final String TASK = "Cannot estimate which labels are wrong";

  private JointLogits() {}

  /**
   * Returns N x C joint logits, row-major.
   *
   * @param shard rows with logits of K &gt;= 1 teachers
   * @param classes C
   * @throws InvalidDataException if a row has no logits, a logit that is not finite, or a label
   *     that is no class
   */
  static double[] of(Shard shard, int classes) {
    int teachers = shard.teachers();
    if (teachers == 0) {
      throw new InvalidDataException(
          TASK, "found no teacher; expected the logits of at least one; add one to teachers");
    }
    double[] joint_NC = new double[shard.rows() * classes];
    double[] log_C = new double[classes];
    for (int k = 0; k < teachers; k++) {
      FloatRows logits = logits(shard, k, classes);
      for (int i = 0; i < shard.rows(); i++) {
        double[] logits_C = logits.doubles(i, 1);
        requireSound(shard, i, k, logits_C);
        writeLogProbabilities(logits_C, log_C);
        for (int c = 0; c < classes; c++) {
          double before = k == 0 ? Double.NEGATIVE_INFINITY : joint_NC[i * classes + c];
          joint_NC[i * classes + c] = logSum(before, log_C[c]);
        }
      }
    }
    double logTeachers = Math.log(teachers);
    for (int j = 0; j < joint_NC.length; j++) {
      joint_NC[j] -= logTeachers;
    }
    return joint_NC;
  }

  private static FloatRows logits(Shard shard, int teacher, int classes) {
    FloatRows logits = shard.logits_K().get(teacher);
    long found = (long) logits.rows() * logits.width();
    long expected = (long) shard.rows() * classes;
    if (found != expected) {
      throw new InvalidDataException(
          TASK,
          "found %d logits of teacher %d for %d rows of shard %d; expected %d, one for each of %d classes"
              .formatted(found, teacher, shard.rows(), shard.index(), expected, classes));
    }
    return logits;
  }

  private static void requireSound(Shard shard, int row, int teacher, double[] logits_C) {
    int classes = logits_C.length;
    int label = shard.labels()[row];
    if (label < 0 || label >= classes) {
      throw new InvalidDataException(
          TASK,
          "row %d has the label %d; expected 0 to %d"
              .formatted(shard.ids()[row], label, classes - 1));
    }
    for (int c = 0; c < classes; c++) {
      double logit = logits_C[c];
      if (!Double.isFinite(logit)) {
        throw new InvalidDataException(
            TASK,
            "row %d has the logit %s of teacher %d for class %d; expected a finite number; train the teacher with a lower learning rate, or correct its logits"
                .formatted(shard.ids()[row], logit, teacher, c));
      }
    }
  }

  private static void writeLogProbabilities(double[] logits_C, double[] log_C) {
    double logPartition = Softmax.logSumExp(logits_C, 0, log_C.length);
    for (int c = 0; c < log_C.length; c++) {
      log_C[c] = logits_C[c] - logPartition;
    }
  }

  /** Returns log(e^a + e^b), where a may be minus infinity. */
  private static double logSum(double a, double b) {
    double larger = Math.max(a, b);
    return larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
  }
}
