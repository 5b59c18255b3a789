package org.almkd.train;

import org.almkd.config.AdaptiveConfig;
import org.almkd.mixing.ChunkPlans;
import org.almkd.mixing.LambdaUpdate;
import org.almkd.mixing.LossRule;
import org.almkd.mixing.OuterLoss;

/**
 * When lambdas are updated and by how much.
 *
 * @param adaptive the configuration of passes
 * @param rule how lambdas become weights
 * @param outer the outer loss
 * @param lambdaLearningRate eta_lambda
 * @param plans chunks of each shard
 */
public record LambdaSchedule(
    AdaptiveConfig adaptive, LossRule rule, OuterLoss outer, double lambdaLearningRate,
    ChunkPlans plans) {

  /** Returns whether a pass runs before an epoch. */
  boolean updatesAt(int epoch) {
    return adaptive.updatesAt(epoch);
  }

  /** Returns the update of an epoch with learning rate eta. */
  LambdaUpdate update(double learningRate) {
    return new LambdaUpdate(
        rule,
        outer,
        learningRate,
        lambdaLearningRate,
        adaptive.innerSteps(),
        adaptive.clampLow(),
        adaptive.clampHigh());
  }
}
