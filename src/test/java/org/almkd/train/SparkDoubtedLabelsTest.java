package org.almkd.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;

/** A table of weights that no pass updates reaches the rows of every epoch. */
@Tag("spark")
class SparkDoubtedLabelsTest {
  private static final ClusterConfig HEAP = new ClusterConfig(1, ShardPlacement.HEAP);
  private static final int ROWS = 240;
  private static final int CLASSES = 5;
  private static final double RATE = 0.05;

  /** Plain gradient descent: no momentum, no weight decay. */
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          new Architecture.Mlp(List.of(12)),
          8,
          new TargetLayout(CLASSES, 0),
          4,
          0,
          0,
          DataType.FLOAT);

  private static final float[] INITIAL = InitialParameters.draw(SPEC, Initialisation.TORCH, 7);

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
              synthetic { train-rows = 240, validation-rows = 60, test-rows = 60, features = 8, informative = 8 } }
            method = labels
            """,
            List.of());
    data = new SparkDataStage(LocalSpark.session(), store).prepare(config.data());
  }

  @ParameterizedTest
  @EnumSource(AveragingConfig.Master.class)
  void labelsThatNobodyDoubtsAreLabelsToTheBit(AveragingConfig.Master master) {
    TrainConfig train = train(2, 3, 40, master);
    float[] plain = train(plan(train, new LossRule.Labels(0), LambdaTable.EMPTY), rows(2));
    float[] believed = train(plan(train, new LossRule.BelievedLabels(0), doubts(0)), rows(2));
    assertThat(believed).isEqualTo(plain);
    float[] half = train(plan(train, new LossRule.BelievedLabels(0), doubts(0.5f)), rows(2));
    assertThat(half).isNotEqualTo(plain);
  }

  @Test
  void rowsOfNoWeightCountInTheMeanAlone() {
    // One step on all rows: the mean over 240 of which 160 weigh 1 is 2/3 of the mean over 160.
    TrainConfig train = train(1, 1, ROWS, AveragingConfig.Master.ROUNDS);
    SparkTrainingData rows = rows(1);
    float[] weighted =
        train(plan(train, new LossRule.BelievedLabels(0), everyThirdDoubted()), rows);

    Shard all = rows.shards().first();
    int[] believed = IntStream.range(0, ROWS).filter(i -> all.ranks()[i] % 3 != 0).toArray();
    Network plain = Network.create(SPEC);
    plain.load(Replica.fresh(INITIAL));
    new InnerLoop(
            plain,
            new ShardRows(all, new LossRule.Labels(0), LambdaTable.EMPTY, SPEC.layout(), 0, ROWS),
            ROWS)
        .run(believed, 0, 1, RATE * 2 / 3);
    assertThat(weighted).containsExactly(plain.snapshot().parameters(), within(1e-6f));
    assertThat(weighted).isNotEqualTo(INITIAL);
  }

  @Test
  void whatARowOfNoWeightIsLabelledDoesNotMatter() {
    TrainConfig train = train(2, 3, 40, AveragingConfig.Master.ROUNDS);
    TrainingPlan plan = plan(train, new LossRule.BelievedLabels(0), everyThirdDoubted());
    SparkTrainingData rows = rows(2);
    assertThat(train(plan, relabelled(rows, 0))).isEqualTo(train(plan, rows));
    assertThat(train(plan, relabelled(rows, 1))).isNotEqualTo(train(plan, rows));
  }

  @Test
  void aTableThatDoesNotFitTheRuleIsRefused() {
    TrainConfig train = train(1, 1, ROWS, AveragingConfig.Master.ROUNDS);
    assertThatThrownBy(() -> plan(train, new LossRule.BelievedLabels(0), LambdaTable.EMPTY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 0 columns of lambdas; expected 1 for BelievedLabels");
  }

  private static LambdaTable doubts(float doubt) {
    float[] doubts = new float[ROWS];
    Arrays.fill(doubts, doubt);
    return new LambdaTable(new float[][] {doubts});
  }

  private static LambdaTable everyThirdDoubted() {
    float[] doubts = new float[ROWS];
    for (int rank = 0; rank < ROWS; rank += 3) {
      doubts[rank] = 1;
    }
    return new LambdaTable(new float[][] {doubts});
  }

  /** Gives other labels to the rows whose rank leaves a remainder when divided by three. */
  private static SparkTrainingData relabelled(SparkTrainingData rows, int remainder) {
    return new SparkTrainingData(
        rows.shards().map(new Relabel(remainder)),
        rows.heldOut(),
        rows.validation(),
        rows.evaluator(),
        rows.trainingIds(),
        rows.threads());
  }

  private record Relabel(int remainder) implements Function<Shard, Shard> {
    @Override
    public Shard call(Shard shard) {
      int[] labels =
          IntStream.range(0, shard.rows())
              .map(
                  i ->
                      shard.ranks()[i] % 3 == remainder
                          ? (shard.labels()[i] + 1) % CLASSES
                          : shard.labels()[i])
              .toArray();
      return new Shard(
          shard.index(),
          shard.ids(),
          shard.ranks(),
          shard.features(),
          labels,
          shard.cleanLabels(),
          shard.teacherLogits_KNC());
    }
  }

  private static float[] train(TrainingPlan plan, SparkTrainingData rows) {
    try (SparkTrainer trainer = new SparkTrainer(spark, plan, rows, new TrainingListener() {})) {
      return trainer.train().replica().parameters();
    }
  }

  private static SparkTrainingData rows(int workers) {
    return new SparkShards(spark, data, workers, 3, 15, HEAP).pack(List.of(), 1000);
  }

  private static TrainConfig train(
      int workers, int epochs, int batchSize, AveragingConfig.Master master) {
    AveragingConfig averaging =
        new AveragingConfig(
            List.of(
                new AveragingConfig.Step(
                    0, new AveragingConfig.Every(4, AveragingConfig.Unit.BATCHES))),
            master);
    return new TrainConfig(
        workers,
        epochs,
        batchSize,
        new LearningRate.Constant(RATE),
        0,
        0,
        EarlyStop.NONE,
        averaging);
  }

  private static TrainingPlan plan(TrainConfig train, LossRule rule, LambdaTable doubts) {
    return new TrainingPlan(
        "net",
        SPEC,
        INITIAL,
        train,
        rule,
        doubts,
        Optional.empty(),
        BatchOrders.seeded(3),
        new EvaluateConfig(1, List.of(), 15),
        Split.VALIDATION);
  }
}
