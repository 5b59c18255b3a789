package org.almkd.mixing;

import java.io.Serializable;
import org.almkd.config.GradientKind;
import org.almkd.data.SeededHash;

/**
 * Turns the lambdas of a row into the weights w_0 (label) and w_1 .. w_K (teachers) of the mixed
 * loss, and derivatives with respect to the weights into derivatives with respect to the lambdas. A
 * method of training differs from another by its rule alone.
 */
public sealed interface LossRule extends Serializable {
  /** Returns R, the lambdas that a row has: 0 where nothing is learned. */
  int columns();

  /**
   * Writes the weights of one row.
   *
   * @param lambda_R the row's lambdas from {@code lambda_R[from]} on
   * @param from index of the row's first lambda
   * @param weights receives 1 + K weights from {@code weights[to]} on
   * @param to index of w_0
   */
  void writeWeights(double[] lambda_R, int from, double[] weights, int to);

  /**
   * Writes d outer / d lambda of one row, up to the factor that all share.
   *
   * @param lambda_R the row's lambdas
   * @param from index of the row's first lambda, and of the first derivative written
   * @param slopes d outer / d w_0 .. w_K of the row
   * @param gradient_R receives R derivatives
   */
  void writeGradient(double[] lambda_R, int from, double[] slopes, double[] gradient_R);

  /**
   * Returns the rule of one batch.
   *
   * @param epoch epoch, from 0
   * @param shard number of the shard
   * @param batch number of the batch in the shard's epoch, from 0
   */
  default LossRule at(int epoch, int shard, int batch) {
    return this;
  }

  /** Labels alone: w = (1, 0, .., 0). */
  record Labels(int teachers) implements LossRule {
    @Override
    public int columns() {
      return 0;
    }

    @Override
    public void writeWeights(double[] lambda_R, int from, double[] weights, int to) {
      weights[to] = 1;
      java.util.Arrays.fill(weights, to + 1, to + 1 + teachers, 0);
    }

    @Override
    public void writeGradient(double[] lambda_R, int from, double[] slopes, double[] gradient_R) {}
  }

  /**
   * One lambda for all rows (eq 3): w = (1 - lambda, lambda). With K teachers each has weight
   * lambda / K, so that the mean of the teachers' losses is matched and the weights still sum to 1.
   */
  record Fixed(double lambda, int teachers) implements LossRule {
    @Override
    public int columns() {
      return 0;
    }

    @Override
    public void writeWeights(double[] lambda_R, int from, double[] weights, int to) {
      weights[to] = 1 - lambda;
      java.util.Arrays.fill(weights, to + 1, to + 1 + teachers, lambda / teachers);
    }

    @Override
    public void writeGradient(double[] lambda_R, int from, double[] slopes, double[] gradient_R) {}
  }

  /**
   * ALM-KD (eq 5 and 12): w_0 = 1 - max_k lambda_k, w_k = lambda_k.
   *
   * <p>Eq 14 subtracts the label's slope for every teacher. The derivative of eq 12 has it only for
   * the teacher that is the maximum (the lowest index on ties): that is {@code EXACT}.
   */
  record AlmKd(int teachers, GradientKind gradient) implements LossRule {
    @Override
    public int columns() {
      return teachers;
    }

    @Override
    public void writeWeights(double[] lambda_R, int from, double[] weights, int to) {
      weights[to] = 1 - lambda_R[from + largest(lambda_R, from)];
      System.arraycopy(lambda_R, from, weights, to + 1, teachers);
    }

    @Override
    public void writeGradient(double[] lambda_R, int from, double[] slopes, double[] gradient_R) {
      int largest = largest(lambda_R, from);
      for (int k = 0; k < teachers; k++) {
        boolean movesLabel = gradient == GradientKind.PAPER || k == largest;
        gradient_R[from + k] = slopes[1 + k] - (movesLabel ? slopes[0] : 0);
      }
    }

    private int largest(double[] lambda_R, int from) {
      int largest = 0;
      for (int k = 1; k < teachers; k++) {
        if (lambda_R[from + k] > lambda_R[from + largest]) {
          largest = k;
        }
      }
      return largest;
    }
  }

  /** The authors' later rule: label and teachers have free weights, all learned; w = lambda. */
  record Amal(int teachers) implements LossRule {
    @Override
    public int columns() {
      return teachers + 1;
    }

    @Override
    public void writeWeights(double[] lambda_R, int from, double[] weights, int to) {
      System.arraycopy(lambda_R, from, weights, to, teachers + 1);
    }

    @Override
    public void writeGradient(double[] lambda_R, int from, double[] slopes, double[] gradient_R) {
      System.arraycopy(slopes, 0, gradient_R, from, teachers + 1);
    }
  }

  /**
   * Densely guided distillation: the mean over M teachers of (1 - lambda) CE + lambda KD_k, hence w
   * = (1 - lambda, lambda / M, .., lambda / M). In each batch every one of K teachers is left out
   * with probability drop, and has weight 0 then; where all are, w = (1, 0, .., 0).
   *
   * <p>Son et al., Densely Guided Knowledge Distillation Using Multiple Teacher Assistants (2021),
   * add the losses of all teachers where this takes their mean: with K teachers theirs is K times
   * as large, which acts like a learning rate K times as high, and with teachers left out like one
   * that changes from batch to batch. The mean leaves the learning rate what it is configured to
   * be: one teacher is {@link Fixed} to the bit, K without drop are {@link Fixed} with these K.
   *
   * @param lambda lambda of every teacher; in [0, 1]
   * @param teachers K
   * @param drop probability that a teacher is left out of a batch; in [0, 1)
   * @param seed seed of what is left out
   */
  record Dgkd(double lambda, int teachers, double drop, long seed) implements LossRule {
    @Override
    public int columns() {
      return 0;
    }

    @Override
    public LossRule at(int epoch, int shard, int batch) {
      if (drop == 0) {
        return this;
      }
      long ofEpoch = SeededHash.of(seed, "dropped teachers", epoch);
      long ofBatch = SeededHash.of(SeededHash.of(ofEpoch, "shard", shard), "batch", batch);
      boolean[] kept = new boolean[teachers];
      for (int k = 0; k < teachers; k++) {
        // The upper 53 bits are a double in [0, 1).
        kept[k] = (SeededHash.of(ofBatch, "teacher", k) >>> 11) * 0x1p-53 >= drop;
      }
      return new Kept(lambda, kept);
    }

    @Override
    public void writeWeights(double[] lambda_R, int from, double[] weights, int to) {
      boolean[] kept = new boolean[teachers];
      java.util.Arrays.fill(kept, true);
      new Kept(lambda, kept).writeWeights(lambda_R, from, weights, to);
    }

    @Override
    public void writeGradient(double[] lambda_R, int from, double[] slopes, double[] gradient_R) {}
  }

  /**
   * {@link Dgkd} in one batch.
   *
   * @param lambda lambda of every teacher
   * @param kept_K which teachers are not left out
   */
  record Kept(double lambda, boolean[] kept_K) implements LossRule {
    @Override
    public int columns() {
      return 0;
    }

    @Override
    public void writeWeights(double[] lambda_R, int from, double[] weights, int to) {
      int count = 0;
      for (boolean kept : kept_K) {
        count += kept ? 1 : 0;
      }
      weights[to] = count == 0 ? 1 : 1 - lambda;
      for (int k = 0; k < kept_K.length; k++) {
        weights[to + 1 + k] = kept_K[k] ? lambda / count : 0;
      }
    }

    @Override
    public void writeGradient(double[] lambda_R, int from, double[] slopes, double[] gradient_R) {}
  }

  /**
   * The column is the doubt q, the probability that the row's label is wrong; nothing is learned,
   * so the table that a training starts from holds to its end. With lambda = q + (1 - q) lambda0:
   * w_0 = 1 - lambda, w_k = lambda / K. A label that is surely wrong is not listened to; one that
   * is surely right is mixed as {@link Fixed} with lambda0 mixes it.
   *
   * @param lambda0 weight of the teachers where there is no doubt, in [0, 1]
   * @param teachers K, at least 1
   */
  record Doubt(double lambda0, int teachers) implements LossRule {
    @Override
    public int columns() {
      return 1;
    }

    @Override
    public void writeWeights(double[] lambda_R, int from, double[] weights, int to) {
      double doubt = lambda_R[from];
      weights[to] = (1 - doubt) * (1 - lambda0);
      double share = (doubt + (1 - doubt) * lambda0) / teachers;
      java.util.Arrays.fill(weights, to + 1, to + 1 + teachers, share);
    }

    @Override
    public void writeGradient(double[] lambda_R, int from, double[] slopes, double[] gradient_R) {
      double teacherSlopes = 0;
      for (int k = 1; k <= teachers; k++) {
        teacherSlopes += slopes[k];
      }
      gradient_R[from] = (1 - lambda0) * (teacherSlopes / teachers - slopes[0]);
    }
  }

  /**
   * Labels alone, each as far as it is not doubted: the column is q as in {@link Doubt}, w = (1 -
   * q, 0, .., 0). For training a teacher once more on what is left of the labels.
   */
  record BelievedLabels(int teachers) implements LossRule {
    @Override
    public int columns() {
      return 1;
    }

    @Override
    public void writeWeights(double[] lambda_R, int from, double[] weights, int to) {
      weights[to] = 1 - lambda_R[from];
      java.util.Arrays.fill(weights, to + 1, to + 1 + teachers, 0);
    }

    @Override
    public void writeGradient(double[] lambda_R, int from, double[] slopes, double[] gradient_R) {
      gradient_R[from] = -slopes[0];
    }
  }
}
