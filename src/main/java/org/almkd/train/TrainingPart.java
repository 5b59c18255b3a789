package org.almkd.train;

/** What the time of a training goes into. */
public enum TrainingPart {
  /** Steps of the slowest worker of each round, inside its task. */
  STEPS,
  /** Replicas on their way to the workers. */
  BROADCASTS,
  /** Averages of the replicas, on the driver. */
  AVERAGES,
  /** What rounds take beyond these: scheduling of tasks, and collection of their results. */
  ROUNDS,
  /** Updates of the lambdas. */
  LAMBDA_PASSES,
  /** Evaluations. */
  EVALUATIONS
}
