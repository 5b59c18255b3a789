package org.almkd.train;

import java.util.Optional;
import org.almkd.config.EvaluateConfig;
import org.almkd.config.TrainConfig;
import org.almkd.data.Split;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.NetworkSpec;

/**
 * What one training is: a method of distillation is data here, not another loop.
 *
 * @param name what the network is called in logs and job groups
 * @param spec how it is built
 * @param initialParameters its P parameters before the first step
 * @param train epochs, batches, rates, workers
 * @param rule weights of the losses
 * @param initialLambdas the lambdas of the first epochs, as many columns as the rule has; of all
 *     epochs where they are never updated
 * @param lambdas when they are updated; absent where nothing is learned
 * @param orders batch orders
 * @param evaluate when it is evaluated
 * @param selection split that chooses the best network
 */
public record TrainingPlan(
    String name,
    NetworkSpec spec,
    float[] initialParameters,
    TrainConfig train,
    LossRule rule,
    LambdaTable initialLambdas,
    Optional<LambdaSchedule> lambdas,
    BatchOrders orders,
    EvaluateConfig evaluate,
    Split selection) {
  /** Checks that rule and lambdas fit. */
  public TrainingPlan {
    if (rule.columns() != initialLambdas.columns()) {
      throw new IllegalArgumentException(
          "%s cannot be trained: found %d columns of lambdas; expected %d for %s"
              .formatted(name, initialLambdas.columns(), rule.columns(), rule));
    }
  }

  /** Returns whether the network is evaluated once an epoch is over. */
  boolean evaluatesAfter(int epoch) {
    return evaluate.isDue(epoch + 1, train.epochs());
  }
}
