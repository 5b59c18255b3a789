package org.almkd.train;

/** What the time of a training goes into. */
public enum TrainingPart {
  /** Steps of the slowest worker of each round, inside its task. */
  STEPS,
  /** Rounds beyond the steps: broadcast, scheduling of tasks, collection and average. */
  ROUNDS,
  /** Updates of the lambdas. */
  LAMBDA_PASSES,
  /** Evaluations. */
  EVALUATIONS
}
