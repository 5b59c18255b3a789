package org.almkd.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.almkd.config.Architecture;
import org.almkd.config.AveragingConfig;
import org.almkd.config.ClusterConfig;
import org.almkd.config.EarlyStop;
import org.almkd.config.EvaluateConfig;
import org.almkd.config.Initialisation;
import org.almkd.config.LearningRate;
import org.almkd.config.RunConfig;
import org.almkd.config.RunConfigReader;
import org.almkd.config.ShardPlacement;
import org.almkd.config.TrainConfig;
import org.almkd.data.LocalSpark;
import org.almkd.data.PreparedData;
import org.almkd.data.Shard;
import org.almkd.data.ShardAssignment;
import org.almkd.data.SparkDataStage;
import org.almkd.data.Split;
import org.almkd.loss.TargetLayout;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.InitialParameters;
import org.almkd.model.NativeRuntime;
import org.almkd.model.Network;
import org.almkd.model.NetworkSpec;
import org.almkd.model.Replica;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Storage;
import org.almkd.teacher.SoftLabels;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

/** Training over Spark against plain SGD, with failing tasks and with numbers that diverge. */
@Tag("spark")
class SparkTrainerTest {
  private static final ClusterConfig HEAP = new ClusterConfig(1, ShardPlacement.HEAP);
  private static final int EPOCHS = 3;
  private static final int CLASSES = 5;

  @TempDir static Path folder;
  private static JavaSparkContext spark;
  private static PreparedData data;

  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
    spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    ArtefactStore store =
        new ArtefactStore(new Storage(new Configuration()), folder.resolve("store").toString());
    RunConfig config =
        RunConfigReader.read(
            "test",
            """
            data { source = synthetic, classes = 5
              synthetic { train-rows = 300, validation-rows = 60, test-rows = 60, features = 8, informative = 8 } }
            method = labels
            """,
            List.of());
    data = new SparkDataStage(LocalSpark.session(), store).prepare(config.data());
  }

  @Test
  void oneWorkerEqualsPlainSgdToTheBit() {
    NetworkSpec spec = spec(0);
    float[] initial = InitialParameters.draw(spec, Initialisation.TORCH, 7);
    SparkTrainingData rows = rows(1, List.of());
    TrainingState trained = train(plan(initial, spec, train(1, 0.05), BatchOrders.seeded(3)), rows);

    Network plain = Network.create(spec);
    plain.load(Replica.fresh(initial));
    Shard all = rows.shards().collect().get(0);
    InnerLoop loop =
        new InnerLoop(
            plain,
            new ShardRows(all, new LossRule.Labels(0), LambdaTable.EMPTY, spec.layout(), 0, 30),
            30);
    for (int e = 0; e < EPOCHS; e++) {
      int[] order = BatchOrders.seeded(3).order(e, 0, all.rows());
      loop.run(order, 0, Integer.MAX_VALUE, 0.05);
    }
    assertThat(trained.replica().parameters()).isEqualTo(plain.snapshot().parameters());
    assertThat(trained.replica().optimizerState()).isEqualTo(plain.snapshot().optimizerState());
  }

  @Test
  void trainingOnSomeRowsEqualsPlainSgdOnThemAlone() {
    NetworkSpec spec = spec(0);
    float[] initial = InitialParameters.draw(spec, Initialisation.TORCH, 7);
    SparkTrainingData all = rows(1, List.of());
    long[] ids = LongStream.of(all.trainingIds()).filter(id -> id % 3 != 1).toArray();
    SparkTrainingData some = shards(1).packTraining(ids, all);
    TrainingState trained = train(plan(initial, spec, train(1, 0.05), BatchOrders.seeded(3)), some);

    Shard selected = all.shards().collect().get(0).select(ids);
    assertThat(selected.rows()).isLessThan(all.trainingIds().length).isEqualTo(ids.length);
    Network plain = Network.create(spec);
    plain.load(Replica.fresh(initial));
    ShardRows rows =
        new ShardRows(selected, new LossRule.Labels(0), LambdaTable.EMPTY, spec.layout(), 0, 30);
    for (int e = 0; e < EPOCHS; e++) {
      int[] order = BatchOrders.seeded(3).order(e, 0, ids.length);
      new InnerLoop(plain, rows, 30).run(order, 0, Integer.MAX_VALUE, 0.05);
    }
    assertThat(trained.replica().parameters()).isEqualTo(plain.snapshot().parameters());
  }

  @Test
  void someRowsAreDealtToWorkersAsIfThereWereNoOthers() {
    SparkTrainingData all = rows(3, List.of());
    long[] ids = LongStream.of(all.trainingIds()).filter(id -> id % 7 < 2).toArray();
    SparkTrainingData some = shards(3).packTraining(ids, all);
    ShardAssignment alone = ShardAssignment.of(ids, 3, 3);
    List<Shard> found = some.shards().collect();
    for (int s = 0; s < 3; s++) {
      int shard = s;
      assertThat(found.get(s).ids())
          .containsExactly(
              LongStream.of(ids).filter(id -> alone.shardOf()[alone.rank(id)] == shard).toArray());
    }
    assertThat(found)
        .allSatisfy(s -> assertThat(s.rows()).isBetween(ids.length / 3, ids.length / 3 + 1));
    assertThat(some.largestShard()).isEqualTo((ids.length + 2) / 3);
    assertThat(some.evaluator()).isSameAs(all.evaluator());
  }

  @Test
  void aTaskThatFailsOnceChangesNothing() {
    NetworkSpec spec = spec(0);
    float[] initial = InitialParameters.draw(spec, Initialisation.TORCH, 7);
    SparkTrainingData rows = rows(3, List.of());
    TrainingState undisturbed =
        train(plan(initial, spec, train(3, 0.05), BatchOrders.seeded(3)), rows);
    TrainingState disturbed = train(plan(initial, spec, train(3, 0.05), new FailingOrders()), rows);
    assertThat(FailingOrders.FAILURES).hasValue(1);
    assertThat(disturbed.replica().parameters()).isEqualTo(undisturbed.replica().parameters());
    assertThat(disturbed.metrics()).isEqualTo(undisturbed.metrics());
  }

  @Test
  void workersAverageEveryFewBatches() {
    NetworkSpec spec = spec(0);
    float[] initial = InitialParameters.draw(spec, Initialisation.TORCH, 7);
    SparkTrainingData rows = rows(3, List.of());
    TrainingPlan plan = plan(initial, spec, train(3, 0.05), BatchOrders.seeded(3));
    try (SparkTrainer trainer = new SparkTrainer(spark, plan, rows, new TrainingListener() {})) {
      TrainingState state = TrainingState.start(initial, LambdaTable.EMPTY);
      state = trainer.step(state);
      assertThat(state.batch()).isEqualTo(4);
      assertThat(state.lossRows()).isEqualTo(3 * 4 * 10);
      state = trainer.step(trainer.step(state));
      assertThat(state.epoch()).isEqualTo(1);
      assertThat(state.metrics()).hasSize(1);
    }
  }

  @Test
  void theTimeOfARoundIsToldInPartsThatOverlapNowhere() {
    NetworkSpec spec = spec(0);
    float[] initial = InitialParameters.draw(spec, Initialisation.TORCH, 7);
    TrainingPlan plan = plan(initial, spec, train(3, 0.05), BatchOrders.seeded(3));
    Map<TrainingPart, Double> seconds = new EnumMap<>(TrainingPart.class);
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void spent(TrainingPart part, double took) {
            seconds.merge(part, took, Double::sum);
          }
        };
    try (SparkTrainer trainer = new SparkTrainer(spark, plan, rows(3, List.of()), listener)) {
      long started = System.nanoTime();
      trainer.step(TrainingState.start(initial, LambdaTable.EMPTY));
      double whole = (System.nanoTime() - started) / 1e9;
      assertThat(seconds)
          .containsOnlyKeys(
              TrainingPart.STEPS,
              TrainingPart.BROADCASTS,
              TrainingPart.AVERAGES,
              TrainingPart.ROUNDS);
      assertThat(seconds.values()).allSatisfy(took -> assertThat(took).isPositive());
      assertThat(seconds.values().stream().mapToDouble(s -> s).sum()).isLessThanOrEqualTo(whole);
    }
  }

  @Test
  void stepIsAPureFunctionOfTheState() {
    NetworkSpec spec = spec(0);
    float[] initial = InitialParameters.draw(spec, Initialisation.TORCH, 7);
    SparkTrainingData rows = rows(3, List.of());
    TrainingPlan plan = plan(initial, spec, train(3, 0.05), BatchOrders.seeded(3));
    try (SparkTrainer trainer = new SparkTrainer(spark, plan, rows, new TrainingListener() {})) {
      TrainingState start = TrainingState.start(initial, LambdaTable.EMPTY);
      TrainingState once = trainer.step(trainer.step(start));
      TrainingState again = trainer.step(trainer.step(start));
      assertThat(again.replica().parameters()).isEqualTo(once.replica().parameters());
      assertThat(start.replica().parameters()).isEqualTo(initial);
    }
  }

  @Test
  void numbersThatAreNotFiniteStopTheTraining() {
    NetworkSpec spec = spec(0);
    float[] initial = InitialParameters.draw(spec, Initialisation.TORCH, 7);
    SparkTrainingData rows = rows(3, List.of());
    TrainingPlan plan = plan(initial, spec, train(3, 1e12), BatchOrders.seeded(3));
    assertThatThrownBy(() -> train(plan, rows))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("Cannot go on training net")
        .hasMessageContaining("between steps")
        .hasMessageContaining("epoch 0")
        .hasMessageContaining("learning rate 1.0E12")
        .hasMessageContaining("last good state");
  }

  @Test
  void theEarlierOfTwoEqualEpochsIsTheBest() {
    NetworkSpec spec = spec(0);
    float[] initial = InitialParameters.draw(spec, Initialisation.TORCH, 7);
    SparkTrainingData rows = rows(1, List.of());
    TrainingState trained =
        train(plan(initial, spec, train(1, 1e-12), BatchOrders.seeded(3)), rows);
    assertThat(trained.best()).map(TrainingState.Best::epochs).contains(1);
  }

  private static TrainingState train(TrainingPlan plan, SparkTrainingData rows) {
    try (SparkTrainer trainer = new SparkTrainer(spark, plan, rows, new TrainingListener() {})) {
      return trainer.train();
    }
  }

  private static SparkTrainingData rows(int workers, List<SoftLabels> softLabels) {
    return shards(workers).pack(softLabels, 1000);
  }

  private static SparkShards shards(int workers) {
    return new SparkShards(spark, data, workers, 3, 15, HEAP);
  }

  private static NetworkSpec spec(int teachers) {
    return new NetworkSpec(
        new Architecture.Mlp(List.of(12)),
        8,
        new TargetLayout(CLASSES, teachers),
        4,
        0.9,
        5e-4,
        DataType.FLOAT);
  }

  private static TrainConfig train(int workers, double rate) {
    AveragingConfig averaging =
        new AveragingConfig(
            List.of(
                new AveragingConfig.Step(
                    0, new AveragingConfig.Every(4, AveragingConfig.Unit.BATCHES))),
            AveragingConfig.Master.ROUNDS);
    return new TrainConfig(
        workers, EPOCHS, 30, new LearningRate.Constant(rate), 0.9, 5e-4, EarlyStop.NONE, averaging);
  }

  private static TrainingPlan plan(
      float[] initial, NetworkSpec spec, TrainConfig train, BatchOrders orders) {
    return new TrainingPlan(
        "net",
        spec,
        initial,
        train,
        new LossRule.Labels(0),
        LambdaTable.EMPTY,
        Optional.empty(),
        orders,
        new EvaluateConfig(1, List.of(), 15),
        Split.VALIDATION);
  }

  /** Seeded orders whose task dies once, in the middle of the second epoch. */
  private static final class FailingOrders implements BatchOrders {
    static final AtomicInteger FAILURES = new AtomicInteger();

    @Override
    public int[] order(int epoch, int shard, int rows) {
      if (epoch == 1 && shard == 1 && FAILURES.compareAndSet(0, 1)) {
        throw new IllegalStateException("this task was made to fail once");
      }
      return BatchOrders.seeded(3).order(epoch, shard, rows);
    }
  }
}
