package org.almkd.train;

import org.almkd.mixing.LambdaTable;

/** Stops a training at the first number that is not finite, and says where it came up. */
final class Divergence {
  private static final String ADVICE =
      "expected finite numbers; lower train.learning-rate.initial, or look for extreme feature values (data.standardize = true)";

  private Divergence() {}

  static void check(String name, SparkRounds.Result round, SparkRounds.Steps steps) {
    if (Double.isFinite(round.lossSum())
        && isFinite(round.replica().parameters())
        && isFinite(round.replica().optimizerState())) {
      return;
    }
    throw new TrainingDivergedException(
        "Cannot go on training %s: loss or parameters became non-finite between steps %d and %d of epoch %d (learning rate %s); last good state: %s; %s"
            .formatted(
                name,
                steps.fromBatch(),
                steps.toBatch() - 1,
                steps.epoch(),
                steps.learningRate(),
                position(steps.epoch(), steps.fromBatch()),
                ADVICE));
  }

  static void check(String name, LambdaTable table, int epoch, double learningRate) {
    for (float[] column : table.columns_RN()) {
      if (!isFinite(column)) {
        throw new TrainingDivergedException(
            "Cannot go on training %s: lambdas became non-finite in the pass before epoch %d (learning rate %s); last good state: %s; %s"
                .formatted(name, epoch, learningRate, position(epoch, 0), ADVICE));
      }
    }
  }

  private static String position(int epoch, int batch) {
    if (batch > 0) {
      return "epoch %d before step %d".formatted(epoch, batch);
    }
    return epoch == 0 ? "the initial parameters" : "the end of epoch %d".formatted(epoch - 1);
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
