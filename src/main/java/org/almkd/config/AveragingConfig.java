package org.almkd.config;

import java.util.List;

/**
 * Steps between averagings of the replicas ({@code train.averaging}).
 *
 * @param steps the schedule: the first from epoch 0, later ones from greater epochs
 * @param master who runs the rounds
 */
public record AveragingConfig(List<Step> steps, Master master) {
  /** Copies the schedule and checks that it begins at epoch 0 and increases. */
  public AveragingConfig {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || steps.get(0).fromEpoch() != 0 || !increases(steps)) {
      throw new IllegalArgumentException(
          "The averaging schedule is " + steps + "; expected from-epoch 0 first, then increasing");
    }
  }

  /**
   * The interval that holds in an epoch.
   *
   * @param epoch counted from 0
   */
  public Every every(int epoch) {
    Every every = steps.get(0).every();
    for (Step step : steps) {
      if (step.fromEpoch() <= epoch) {
        every = step.every();
      }
    }
    return every;
  }

  private static boolean increases(List<Step> steps) {
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i).fromEpoch() <= steps.get(i - 1).fromEpoch()) {
        return false;
      }
    }
    return true;
  }

  /**
   * An interval that holds from an epoch on.
   *
   * @param fromEpoch first epoch, counted from 0
   * @param every the interval
   */
  public record Step(int fromEpoch, Every every) {}

  /**
   * An interval between averagings.
   *
   * @param count batches or epochs; at least 1
   * @param unit what is counted
   */
  public record Every(int count, Unit unit) {}

  /** What an interval counts. */
  public enum Unit {
    /** Steps of the optimiser. */
    BATCHES,
    /** Passes over the shard. */
    EPOCHS
  }

  /** Who runs the rounds. */
  public enum Master {
    /** This project's own rounds. */
    ROUNDS,
    /** dl4j-spark's ParameterAveragingTrainingMaster; slower, and not reproducible to the bit. */
    DL4J
  }
}
