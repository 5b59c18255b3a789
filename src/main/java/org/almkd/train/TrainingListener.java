package org.almkd.train;

import org.almkd.mixing.LambdaTable;

/** Is told what happens during a training; must not change it. */
public interface TrainingListener {
  /** Lambdas were updated before an epoch. */
  default void lambdasUpdated(int epoch, LambdaTable lambdas) {}

  /** An epoch is over. */
  default void epochFinished(EpochMetrics metrics) {}
}
