package org.almkd.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.almkd.config.Architecture;
import org.almkd.config.AveragingConfig;
import org.almkd.config.EarlyStop;
import org.almkd.config.EvaluateConfig;
import org.almkd.config.GradientKind;
import org.almkd.config.Initialisation;
import org.almkd.config.LearningRate;
import org.almkd.config.TrainConfig;
import org.almkd.data.Features;
import org.almkd.data.LocalSpark;
import org.almkd.data.Shard;
import org.almkd.data.Split;
import org.almkd.loss.TargetLayout;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.InitialParameters;
import org.almkd.model.NativeRuntime;
import org.almkd.model.NetworkSpec;
import org.almkd.model.Replica;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Rounds by DL4J's master against our own, from the same start with the same batches. */
@Tag("spark")
class SparkDl4jRoundsTest {
  private static final int INPUTS = 6;
  private static final int CLASSES = 4;
  private static final int BATCH = 10;
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          new Architecture.Mlp(List.of(8)),
          INPUTS,
          new TargetLayout(CLASSES, 1),
          4,
          0.9,
          5e-4,
          DataType.FLOAT);
  private static JavaSparkContext spark;

  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
    spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
  }

  @Test
  void aRoundEqualsOurs() {
    JavaRDD<Shard> shards = shards(40, 40);
    SparkRounds.Steps steps = new SparkRounds.Steps(3, 0, 4, 0.05);
    assertClose(dl4j(shards, start(), steps), ours(shards, start(), steps), 80);
  }

  /** Momentum and a new learning rate travel from round to round. */
  @Test
  void roundsThatFollowEachOtherEqualOurs() {
    JavaRDD<Shard> shards = shards(40, 40, 40);
    SparkRounds.Steps first = new SparkRounds.Steps(0, 0, 3, 0.05);
    SparkRounds.Steps second = new SparkRounds.Steps(1, 0, 2, 0.2);
    Replica theirs = dl4j(shards, start(), first).replica();
    Replica own = ours(shards, start(), first).replica();
    assertClose(dl4j(shards, theirs, second), ours(shards, own, second), 60);
  }

  @Test
  void aWorkerWithoutABatchLeftTakesNoPart() {
    JavaRDD<Shard> shards = shards(40, 30, 0);
    SparkRounds.Steps steps = new SparkRounds.Steps(0, 3, 6, 0.05);
    assertClose(dl4j(shards, start(), steps), ours(shards, start(), steps), 10);
  }

  @Test
  void theLastBatchOfAnEpochMayBeShort() {
    JavaRDD<Shard> shards = shards(27, 27);
    SparkRounds.Steps steps = new SparkRounds.Steps(0, 0, 5, 0.05);
    assertClose(dl4j(shards, start(), steps), ours(shards, start(), steps), 54);
  }

  @Test
  void workersOfUnequalShardsCountAlike() {
    JavaRDD<Shard> both = shards(30, 10);
    SparkRounds.Steps steps = new SparkRounds.Steps(0, 0, 3, 0.05);
    float[] theirs = dl4j(both, start(), steps).replica().parameters();
    List<Shard> each = both.collect();
    float[] first =
        ours(spark.parallelize(each.subList(0, 1), 1), start(), steps).replica().parameters();
    float[] second =
        ours(spark.parallelize(each.subList(1, 2), 1), start(), steps).replica().parameters();
    float[] mean = new float[first.length];
    for (int p = 0; p < mean.length; p++) {
      mean[p] = (first[p] + second[p]) / 2;
    }
    assertThat(theirs).containsExactly(mean, offset(1e-6f));
  }

  @Test
  void nothingStaysPersisted() {
    JavaRDD<Shard> shards = shards(20, 20);
    int persisted = spark.getPersistentRDDs().size();
    dl4j(shards, start(), new SparkRounds.Steps(0, 0, 2, 0.05));
    assertThat(spark.getPersistentRDDs()).hasSize(persisted);
  }

  private static void assertClose(SparkRounds.Result theirs, SparkRounds.Result ours, long rows) {
    assertThat(ours.rows()).isEqualTo(rows);
    assertThat(theirs.rows()).isEqualTo(rows);
    assertThat(theirs.lossSum()).isCloseTo(ours.lossSum(), offset(1e-4 * rows));
    assertThat(theirs.replica().parameters())
        .containsExactly(ours.replica().parameters(), offset(1e-6f));
    assertThat(theirs.replica().optimizerState())
        .containsExactly(ours.replica().optimizerState(), offset(1e-6f));
  }

  private static SparkRounds.Result dl4j(
      JavaRDD<Shard> shards, Replica start, SparkRounds.Steps steps) {
    return run(
        new SparkDl4jRounds(spark, shards, plan(shards.getNumPartitions()), 1), start, steps);
  }

  private static SparkRounds.Result ours(
      JavaRDD<Shard> shards, Replica start, SparkRounds.Steps steps) {
    TrainingPlan plan = plan(shards.getNumPartitions());
    return run(
        new SparkRounds(spark, shards, SPEC, plan.rule(), plan.orders(), BATCH, 1), start, steps);
  }

  private static SparkRounds.Result run(
      SparkAveraging master, Replica start, SparkRounds.Steps steps) {
    Broadcast<LambdaTable> lambdas = spark.broadcast(lambdas());
    try {
      return master.run(start, lambdas, steps);
    } finally {
      lambdas.destroy();
    }
  }

  private static Replica start() {
    return Replica.fresh(InitialParameters.draw(SPEC, Initialisation.TORCH, 5));
  }

  private static LambdaTable lambdas() {
    return LambdaTable.uniform(IntStream.range(0, 200).asLongStream().toArray(), 1, 9);
  }

  private static TrainingPlan plan(int workers) {
    AveragingConfig averaging =
        new AveragingConfig(
            List.of(
                new AveragingConfig.Step(
                    0, new AveragingConfig.Every(4, AveragingConfig.Unit.BATCHES))),
            AveragingConfig.Master.DL4J);
    TrainConfig train =
        new TrainConfig(
            workers,
            1,
            workers * BATCH,
            new LearningRate.Constant(0.05),
            0.9,
            5e-4,
            EarlyStop.NONE,
            averaging);
    return new TrainingPlan(
        "net",
        SPEC,
        start().parameters(),
        train,
        new LossRule.AlmKd(1, GradientKind.PAPER),
        lambdas(),
        Optional.empty(),
        BatchOrders.seeded(3),
        new EvaluateConfig(1, List.of(), 15),
        Split.VALIDATION);
  }

  /** One shard of each size, a partition each. */
  private static JavaRDD<Shard> shards(int... sizes) {
    List<Shard> shards =
        IntStream.range(0, sizes.length).mapToObj(s -> shard(s, sizes[s])).toList();
    return spark.parallelize(shards, sizes.length);
  }

  private static Shard shard(int index, int rows) {
    SplittableRandom random = new SplittableRandom(index);
    int[] ranks = IntStream.range(0, rows).map(i -> index * 50 + i).toArray();
    return new Shard(
        index,
        Arrays.stream(ranks).asLongStream().toArray(),
        ranks,
        Features.of(normal(random, rows * INPUTS), rows),
        random.ints(rows, 0, CLASSES).toArray(),
        new int[0],
        new float[][] {normal(random, rows * CLASSES)});
  }

  private static float[] normal(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
