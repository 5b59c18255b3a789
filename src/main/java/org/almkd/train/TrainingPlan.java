package org.almkd.train;

import java.util.Optional;
import org.almkd.config.AveragingConfig;
import org.almkd.config.EvaluateConfig;
import org.almkd.config.TrainConfig;
import org.almkd.data.Split;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.NetworkSpec;
import org.almkd.model.SharedNetworks;

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
 * @param liveTeachers teachers that are run on each batch as the network is shown it; none where it
 *     learns from the logits that the rows carry
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
    Split selection,
    SharedNetworks liveTeachers) {
  /** Checks that rule, lambdas and teachers fit. */
  public TrainingPlan {
    if (rule.columns() != initialLambdas.columns()) {
      throw new IllegalArgumentException(
          "%s cannot be trained: found %d columns of lambdas; expected %d for %s"
              .formatted(name, initialLambdas.columns(), rule.columns(), rule));
    }
    int live = liveTeachers.networks().size();
    if (live > 0 && live != spec.layout().teachers()) {
      throw new IllegalArgumentException(
          "%s cannot be trained: found %d teachers to run; expected %d"
              .formatted(name, live, spec.layout().teachers()));
    }
    if (live > 0 && train.averaging().master() == AveragingConfig.Master.DL4J) {
      throw new IllegalArgumentException(
          name + " cannot be trained: DL4J's master runs no teachers; expected rounds");
    }
  }

  /** A training that runs no teacher. */
  public TrainingPlan(
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
    this(
        name,
        spec,
        initialParameters,
        train,
        rule,
        initialLambdas,
        lambdas,
        orders,
        evaluate,
        selection,
        SharedNetworks.NONE);
  }

  /** Returns whether the network is evaluated once an epoch is over. */
  boolean evaluatesAfter(int epoch) {
    return evaluate.isDue(epoch + 1, train.epochs());
  }
}
