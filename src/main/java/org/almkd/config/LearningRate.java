package org.almkd.config;

import java.util.List;

/** Learning rate by epoch, counted from 0 ({@code train.learning-rate}). */
public sealed interface LearningRate {

  /** eta_0, the rate of epoch 0; above 0. */
  double initial();

  /**
   * The rate of an epoch.
   *
   * @param epoch counted from 0
   */
  double at(int epoch);

  /**
   * The same rate for all epochs.
   *
   * @param initial the rate
   */
  record Constant(double initial) implements LearningRate {
    @Override
    public double at(int epoch) {
      return initial;
    }
  }

  /**
   * eta_0 (1 + cos(pi e / length)) / 2, and 0 from epoch {@code length} on.
   *
   * @param initial eta_0
   * @param length epochs until the rate is 0; at least 1
   */
  record Cosine(double initial, int length) implements LearningRate {
    @Override
    public double at(int epoch) {
      if (epoch >= length) {
        return 0;
      }
      return 0.5 * initial * (1 + Math.cos(Math.PI * epoch / length));
    }
  }

  /**
   * eta_0 multiplied by a factor at each milestone.
   *
   * @param initial eta_0
   * @param milestones epochs from which on the rate is multiplied once more; increasing
   * @param factor what the rate is multiplied by; above 0
   */
  record MultiStep(double initial, List<Integer> milestones, double factor)
      implements LearningRate {

    /** Copies the list. */
    public MultiStep {
      milestones = List.copyOf(milestones);
    }

    @Override
    public double at(int epoch) {
      double rate = initial;
      for (int milestone : milestones) {
        if (epoch >= milestone) {
          rate *= factor;
        }
      }
      return rate;
    }
  }
}
