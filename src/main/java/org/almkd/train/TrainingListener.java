package org.almkd.train;

import org.almkd.mixing.LambdaTable;

/** Is told what happens during a training; must not change it. */
public interface TrainingListener {
  /** The training begins, or goes on, from this state. */
  default void started(TrainingState state) {}

  /** Lambdas were updated before an epoch. */
  default void lambdasUpdated(int epoch, LambdaTable lambdas) {}

  /** Returns a listener that tells one after the other. */
  static TrainingListener both(TrainingListener first, TrainingListener second) {
    return new TrainingListener() {
      @Override
      public void started(TrainingState state) {
        first.started(state);
        second.started(state);
      }

      @Override
      public void lambdasUpdated(int epoch, LambdaTable lambdas) {
        first.lambdasUpdated(epoch, lambdas);
        second.lambdasUpdated(epoch, lambdas);
      }

      @Override
      public void epochFinished(EpochMetrics metrics) {
        first.epochFinished(metrics);
        second.epochFinished(metrics);
      }

      @Override
      public void stateReached(TrainingState state) {
        first.stateReached(state);
        second.stateReached(state);
      }

      @Override
      public void roundFinished(long rows, double seconds) {
        first.roundFinished(rows, seconds);
        second.roundFinished(rows, seconds);
      }

      @Override
      public void spent(TrainingPart part, double seconds) {
        first.spent(part, seconds);
        second.spent(part, seconds);
      }
    };
  }

  /** An epoch is over. */
  default void epochFinished(EpochMetrics metrics) {}

  /** An epoch is over, and this is what the next one would start from. */
  default void stateReached(TrainingState state) {}

  /** A round is over: how many rows all workers saw in it, and its seconds from start to end. */
  default void roundFinished(long rows, double seconds) {}

  /** A part of the training took so many seconds, in addition to what was told before. */
  default void spent(TrainingPart part, double seconds) {}
}
