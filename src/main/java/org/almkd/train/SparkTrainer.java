package org.almkd.train;

import java.util.Map;
import java.util.Optional;
import org.almkd.config.AveragingConfig;
import org.almkd.data.SparkJobGroup;
import org.almkd.data.Split;
import org.almkd.evaluate.Evaluation;
import org.almkd.evaluate.SparkEvaluator;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.SparkLambdaPass;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Trains one network: lambda passes, rounds and evaluations, each a pure step from one {@link
 * TrainingState} to the next.
 */
public final class SparkTrainer implements AutoCloseable {
  private final JavaSparkContext spark;
  private final TrainingPlan plan;
  private final SparkAveraging rounds;
  private final Optional<SparkLambdaPass> pass;
  private final SparkEvaluator evaluator;
  private final TrainingListener listener;
  private final StateKeeper keeper;
  private final int stepsPerEpoch;
  private LambdaTable sharedTable;
  private Broadcast<LambdaTable> shared;

  /**
   * Prepares a training whose states nobody keeps.
   *
   * @param spark the context
   * @param plan what is trained
   * @param data shards of training and held-out rows
   * @param listener is told of epochs and passes
   */
  public SparkTrainer(
      JavaSparkContext spark,
      TrainingPlan plan,
      SparkTrainingData data,
      TrainingListener listener) {
    this(spark, plan, data, listener, StateKeeper.NONE);
  }

  /**
   * Prepares a training.
   *
   * @param spark the context
   * @param plan what is trained
   * @param data shards of training and held-out rows
   * @param listener is told of epochs and passes
   * @param keeper keeps states, and has the one to go on from
   */
  public SparkTrainer(
      JavaSparkContext spark,
      TrainingPlan plan,
      SparkTrainingData data,
      TrainingListener listener,
      StateKeeper keeper) {
    this.keeper = keeper;
    this.spark = spark;
    this.plan = plan;
    this.listener = listener;
    this.rounds = data.rounds(spark, plan);
    this.pass = plan.lambdas().map(schedule -> data.pass(spark, plan, schedule));
    this.evaluator = data.evaluator();
    this.stepsPerEpoch = InnerLoop.batches(data.largestShard(), plan.train().batchSizePerWorker());
  }

  /** Trains from the beginning, or from the state that was kept last, to the last epoch. */
  public TrainingState train() {
    return train(plan.train().epochs());
  }

  /** Trains until as many epochs are done; later ones of the plan are not reached. */
  public TrainingState train(int epochs) {
    TrainingState state =
        keeper.resume(TrainingState.start(plan.initialParameters(), plan.initialLambdas()));
    listener.started(state);
    while (state.epoch() < epochs) {
      state = step(state);
      if (state.batch() == 0) {
        listener.stateReached(state);
      }
      keeper.reached(state);
    }
    keeper.finished(state);
    return state;
  }

  /** Takes one step: a lambda pass where one is due, one round, an evaluation where one is due. */
  public TrainingState step(TrainingState state) {
    double learningRate = plan.train().learningRate().at(state.epoch());
    TrainingState ready = state.batch() == 0 ? updateLambdas(state, learningRate) : state;
    int next = Math.min(stepsPerEpoch, ready.batch() + batchesPerRound(ready.epoch()));
    SparkRounds.Steps steps =
        new SparkRounds.Steps(ready.epoch(), ready.batch(), next, learningRate);
    long started = System.nanoTime();
    SparkRounds.Result round =
        SparkJobGroup.run(
            spark,
            "%s: epoch %d".formatted(plan.name(), ready.epoch()),
            () -> rounds.run(ready.replica(), share(ready.lambdas()), steps));
    double seconds = secondsSince(started);
    tell(round.seconds(), seconds);
    listener.roundFinished(round.rows(), seconds);
    Divergence.check(plan.name(), round, steps);
    TrainingState after = ready.afterRound(round, next);
    return next < stepsPerEpoch ? after : finishEpoch(after, learningRate);
  }

  private void tell(SparkRounds.Seconds seconds, double all) {
    listener.spent(TrainingPart.STEPS, seconds.steps());
    listener.spent(TrainingPart.BROADCASTS, seconds.broadcast());
    listener.spent(TrainingPart.AVERAGES, seconds.average());
    listener.spent(TrainingPart.ROUNDS, all - seconds.sum());
  }

  private TrainingState updateLambdas(TrainingState state, double learningRate) {
    if (plan.lambdas().isEmpty() || !plan.lambdas().get().updatesAt(state.epoch())) {
      return state;
    }
    long started = System.nanoTime();
    LambdaTable updated =
        SparkJobGroup.run(
            spark,
            "%s: lambda pass before epoch %d".formatted(plan.name(), state.epoch()),
            () ->
                pass.orElseThrow()
                    .run(
                        state.epoch(),
                        state.replica().parameters(),
                        state.lambdas(),
                        plan.lambdas().get().update(learningRate)));
    listener.spent(TrainingPart.LAMBDA_PASSES, secondsSince(started));
    Divergence.check(plan.name(), updated, state.epoch(), learningRate);
    listener.lambdasUpdated(state.epoch(), updated);
    return state.withLambdas(updated);
  }

  private TrainingState finishEpoch(TrainingState state, double learningRate) {
    Map<Split, Evaluation> evaluations = Map.of();
    if (plan.evaluatesAfter(state.epoch())) {
      long started = System.nanoTime();
      evaluations =
          SparkJobGroup.run(
              spark,
              "%s: evaluation after epoch %d".formatted(plan.name(), state.epoch()),
              () -> evaluator.network(plan.spec(), state.replica().parameters()));
      listener.spent(TrainingPart.EVALUATIONS, secondsSince(started));
    }
    EpochMetrics metrics =
        new EpochMetrics(
            state.epoch() + 1, learningRate, state.lossSum() / state.lossRows(), evaluations);
    listener.epochFinished(metrics);
    return state.afterEpoch(metrics, better(state, metrics));
  }

  private Optional<TrainingState.Best> better(TrainingState state, EpochMetrics metrics) {
    Evaluation selecting = metrics.evaluations().get(plan.selection());
    if (selecting == null
        || state.best().map(b -> b.accuracy() >= selecting.accuracy()).orElse(false)) {
      return state.best();
    }
    return Optional.of(
        new TrainingState.Best(
            metrics.epochs(), selecting.accuracy(), state.replica().parameters()));
  }

  private static double secondsSince(long started) {
    return (System.nanoTime() - started) / 1e9;
  }

  /** With one worker there is nothing to average before the epoch ends. */
  private int batchesPerRound(int epoch) {
    AveragingConfig.Every every = plan.train().averaging().every(epoch);
    boolean wholeEpoch = plan.train().workers() == 1 || every.unit() == AveragingConfig.Unit.EPOCHS;
    return wholeEpoch ? stepsPerEpoch : every.count();
  }

  /** Keeps one table broadcast from one update to the next; an update makes a new table. */
  @SuppressWarnings("ReferenceEquality") // identity is meant: comparing N numbers a round is not
  private Broadcast<LambdaTable> share(LambdaTable table) {
    if (table != sharedTable) {
      close();
      shared = spark.broadcast(table);
      sharedTable = table;
    }
    return shared;
  }

  /** Destroys the lambda table's broadcast. */
  @Override
  public void close() {
    if (shared != null) {
      shared.destroy();
      shared = null;
      sharedTable = null;
    }
  }
}
