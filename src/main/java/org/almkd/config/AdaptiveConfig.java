package org.almkd.config;

import java.util.OptionalDouble;

/**
 * How lambdas are learnt ({@code mixing.adaptive}).
 *
 * @param preset what filled the keys that the user did not write; not looked at for {@link
 *     Method#AMAL}
 * @param initial how lambdas start
 * @param updateEveryEpochs L, epochs from one lambda pass to the next; at least 1
 * @param warmupEpochs epochs trained with the initial lambdas; at least 0
 * @param labelBlend alpha, share of the one-hot label in p' = (1 - alpha) p + alpha y; in [0, 1]
 * @param validationTermWeight weight of the outer loss on validation rows; at least 0
 * @param trainTermWeight beta of eq 16, weight of the outer loss on the chunk itself; at least 0
 * @param chunkSize training rows of a chunk, the mini-batch of the look-ahead step (eq 7); at least
 *     1
 * @param lookAheadBatchSize n of eq 7 to 9, rows over which gradients are averaged; 0: all rows of
 *     the chunk
 * @param validationBatchSize validation rows that one chunk is measured on; at least 1
 * @param validationRows most validation rows that lambda passes use; at least 1
 * @param innerSteps updates of a chunk's lambdas a pass; at least 1
 * @param step eta_lambda x eta_0 / chunk-size; above 0
 * @param lambdaLearningRate eta_lambda of eq 10, above 0; empty: from {@code step}
 * @param clampLow least value of a lambda after an update; at least 0
 * @param clampHigh greatest value of a lambda after an update; above clampLow, at most 1 for {@link
 *     Method#ALM_KD}
 * @param gradient which meta-gradient several teachers use
 * @param targetTeacher whose softmax the target of the outer loss blends with the label
 */
public record AdaptiveConfig(
    Preset preset,
    InitialLambda initial,
    int updateEveryEpochs,
    int warmupEpochs,
    double labelBlend,
    double validationTermWeight,
    double trainTermWeight,
    int chunkSize,
    int lookAheadBatchSize,
    int validationBatchSize,
    int validationRows,
    int innerSteps,
    double step,
    OptionalDouble lambdaLearningRate,
    double clampLow,
    double clampHigh,
    GradientKind gradient,
    TargetTeacher targetTeacher) {

  /**
   * eta_lambda of eq 10: the value given, or step x chunk-size / eta_0.
   *
   * @param initialLearningRate eta_0, the learning rate of epoch 0; above 0
   */
  public double resolveLambdaLearningRate(double initialLearningRate) {
    if (!(initialLearningRate > 0 && Double.isFinite(initialLearningRate))) {
      throw new IllegalArgumentException(
          "The initial learning rate is " + initialLearningRate + "; expected a number > 0");
    }
    return lambdaLearningRate.orElse(step * chunkSize / initialLearningRate);
  }

  /**
   * Whether a lambda pass runs before the training of an epoch: e at least warmup, and e - warmup a
   * multiple of L.
   *
   * @param epoch e, counted from 0
   */
  public boolean updatesAt(int epoch) {
    return epoch >= warmupEpochs && (epoch - warmupEpochs) % updateEveryEpochs == 0;
  }
}
