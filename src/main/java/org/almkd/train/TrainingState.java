package org.almkd.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.almkd.mixing.LambdaTable;
import org.almkd.model.Replica;

/**
 * All that training depends on; one step of training is a pure function of it, so that writing and
 * reading it back resumes a run.
 *
 * @param replica parameters and optimizer state
 * @param lambdas the lambda table in force
 * @param epoch epoch in progress, from 0
 * @param batch next batch of it on every worker
 * @param lossSum sum of the losses of the epoch's rows so far
 * @param lossRows number of these rows
 * @param best the best network so far, where one was evaluated
 * @param metrics one entry an epoch
 */
public record TrainingState(
    Replica replica,
    LambdaTable lambdas,
    int epoch,
    int batch,
    double lossSum,
    long lossRows,
    Optional<Best> best,
    List<EpochMetrics> metrics) {

  /**
   * The network with the highest accuracy on the rows that select.
   *
   * @param epochs epochs it was trained
   * @param accuracy its accuracy; the earlier of two equal ones is kept
   * @param parameters its P parameters
   */
  public record Best(int epochs, double accuracy, float[] parameters) {}

  /** Copies the list. */
  public TrainingState {
    metrics = List.copyOf(metrics);
  }

  /** Returns the state before the first step. */
  public static TrainingState start(float[] parameters, LambdaTable lambdas) {
    return new TrainingState(
        Replica.fresh(parameters), lambdas, 0, 0, 0, 0, Optional.empty(), List.of());
  }

  /** Returns whether this is a state of a training that begins with another one. */
  boolean fits(TrainingState start) {
    int parameters = start.replica().parameters().length;
    boolean columns = lambdas.columns() == start.lambdas().columns();
    for (int r = 0; columns && r < lambdas.columns(); r++) {
      columns = lambdas.columns_RN()[r].length == start.lambdas().columns_RN()[r].length;
    }
    return columns
        && replica.parameters().length == parameters
        && replica.optimizerState().length == parameters
        && best.map(b -> b.parameters().length == parameters).orElse(true)
        && metrics.size() == epoch;
  }

  /** Returns the state after a lambda pass. */
  TrainingState withLambdas(LambdaTable updated) {
    return new TrainingState(replica, updated, epoch, batch, lossSum, lossRows, best, metrics);
  }

  /** Returns the state after a round that does not end its epoch. */
  TrainingState afterRound(SparkRounds.Result round, int nextBatch) {
    return new TrainingState(
        round.replica(),
        lambdas,
        epoch,
        nextBatch,
        lossSum + round.lossSum(),
        lossRows + round.rows(),
        best,
        metrics);
  }

  /** Returns the state at the start of the next epoch. */
  TrainingState afterEpoch(EpochMetrics finished, Optional<Best> bestNow) {
    List<EpochMetrics> all = new ArrayList<>(metrics);
    all.add(finished);
    return new TrainingState(replica, lambdas, epoch + 1, 0, 0, 0, bestNow, all);
  }
}
