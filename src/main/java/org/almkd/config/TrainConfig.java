package org.almkd.config;

/**
 * How a network is trained ({@code train}).
 *
 * @param workers replicas, one a shard of the training rows; at least 1. Part of the result
 * @param epochs passes over the training rows; at least 1
 * @param batchSize rows of a step over all workers together; a multiple of workers
 * @param learningRate eta of each epoch
 * @param momentum mu of SGD with Nesterov momentum; in [0, 1)
 * @param weightDecay weight decay added to every gradient, biases too; at least 0
 * @param earlyStop which parameters are the result
 * @param averaging steps between averagings of the replicas
 */
public record TrainConfig(
    int workers,
    int epochs,
    int batchSize,
    LearningRate learningRate,
    double momentum,
    double weightDecay,
    EarlyStop earlyStop,
    AveragingConfig averaging) {

  /** Rows of a step that one worker takes: batchSize / workers. */
  public int batchSizePerWorker() {
    return batchSize / workers;
  }
}
