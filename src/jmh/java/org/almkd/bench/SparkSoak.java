package org.almkd.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.almkd.config.Architecture;
import org.almkd.config.EvaluateConfig;
import org.almkd.config.GradientKind;
import org.almkd.config.Initialisation;
import org.almkd.config.RunConfig;
import org.almkd.config.RunConfigReader;
import org.almkd.config.TrainConfig;
import org.almkd.data.Shard;
import org.almkd.data.Split;
import org.almkd.evaluate.SparkEvaluator;
import org.almkd.loss.TargetLayout;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.mixing.OuterLoss;
import org.almkd.mixing.OuterTarget;
import org.almkd.mixing.SeededChunkPlans;
import org.almkd.model.InitialParameters;
import org.almkd.model.NetworkSpec;
import org.almkd.train.BatchOrders;
import org.almkd.train.LambdaSchedule;
import org.almkd.train.SparkTrainer;
import org.almkd.train.SparkTrainingData;
import org.almkd.train.TrainingListener;
import org.almkd.train.TrainingPlan;
import org.almkd.train.TrainingState;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A training of 1,000 rounds, with its lambda passes and evaluations, as a student of the main job
 * is trained: what the process holds must not grow from round 200 to round 1,000.
 */
final class SparkSoak {
  private static final int ROUNDS = 1000;
  private static final int FROM = 200;
  static final int ROWS = 640;
  private static final int HELD_OUT = 200;
  private static final double MOST_PERCENT = 2;
  private static final double MOST_RESIDENT_PERCENT = 5;

  private SparkSoak() {}

  static List<Measurement> run(SparkBench bench) {
    TrainingPlan plan = plan(SparkBench.WORKERS);
    SparkTrainingData data = data(bench.spark());
    List<Footprint> found = train(bench.spark(), plan, data, Footprint::afterCollection);
    return compare("soak", found.get(0), found.get(1));
  }

  /** Trains, and returns what is measured at round 200 and at round 1,000. */
  static <T> List<T> train(
      JavaSparkContext spark, TrainingPlan plan, SparkTrainingData data, Supplier<T> measured) {
    List<T> found = new ArrayList<>();
    try (SparkTrainer trainer = new SparkTrainer(spark, plan, data, new TrainingListener() {})) {
      TrainingState state = TrainingState.start(plan.initialParameters(), plan.initialLambdas());
      for (int round = 0; round < ROUNDS; round++) {
        if (round == FROM) {
          found.add(measured.get());
        }
        state = trainer.step(state);
      }
      found.add(measured.get());
    }
    return found;
  }

  static List<Measurement> compare(String where, Footprint before, Footprint after) {
    List<Measurement> all = new ArrayList<>();
    add(all, where + "-heap-megabytes", before, after, Footprint::heapBytes, MOST_PERCENT);
    add(all, where + "-native-megabytes", before, after, Footprint::nativeBytes, MOST_PERCENT);
    add(
        all,
        where + "-resident-megabytes",
        before,
        after,
        Footprint::residentBytes,
        MOST_RESIDENT_PERCENT);
    count(all, where + "-native-arrays", before.nativeArrays(), after.nativeArrays());
    count(all, where + "-broadcast-blocks", before.broadcastBlocks(), after.broadcastBlocks());
    return all;
  }

  private static void count(List<Measurement> all, String what, long before, long after) {
    all.add(Measurement.of(what + "-round-200", "count", (double) before));
    all.add(
        Measurement.of(what + "-round-1000", "count", (double) after)
            .atMost((1 + MOST_PERCENT / 100) * before));
  }

  private static void add(
      List<Measurement> all,
      String what,
      Footprint before,
      Footprint after,
      ToLongFunction<Footprint> bytes,
      double mostPercent) {
    double from = bytes.applyAsLong(before) / 1e6;
    double to = bytes.applyAsLong(after) / 1e6;
    all.add(Measurement.of(what + "-round-200", "MB", from));
    all.add(Measurement.of(what + "-round-1000", "MB", to));
    // Of less than a megabyte a few bytes are no growth.
    double growth = 100 * (to - from) / Math.max(from, 1);
    all.add(Measurement.of(what + "-growth", "%", growth).atMost(mostPercent));
  }

  /** A plan for workers of {@link #ROWS} rows each. */
  static TrainingPlan plan(int workers) {
    RunConfig config =
        RunConfigReader.read(
            "soak",
            """
            data { source = synthetic, classes = 20 }
            teachers = [{ name = big, source = train }]
            train { epochs = 1000 }
            mixing.adaptive { warmup-epochs = 2, update-every-epochs = 2 }
            """,
            List.of("train.workers=" + workers, "train.batch-size=" + workers * SparkBench.BATCH));
    TrainConfig train = config.train();
    NetworkSpec spec =
        new NetworkSpec(
            new Architecture.Mlp(List.of(SparkBench.HIDDEN)),
            SparkBench.INPUTS,
            new TargetLayout(SparkBench.CLASSES, 1),
            config.mixing().temperature(),
            train.momentum(),
            train.weightDecay(),
            DataType.FLOAT);
    LossRule rule = new LossRule.AlmKd(1, GradientKind.PAPER);
    OuterLoss outer = new OuterLoss(4, 1, 0.1, 0, new OuterTarget(new int[] {0}, 0.2));
    return new TrainingPlan(
        "soak",
        spec,
        InitialParameters.draw(spec, Initialisation.TORCH, 1),
        train,
        rule,
        LambdaTable.constant(workers * ROWS, 1, 0.1),
        Optional.of(
            new LambdaSchedule(
                config.mixing().adaptive(), rule, outer, 100, new SeededChunkPlans(1, 256, 1000))),
        BatchOrders.seeded(1),
        new EvaluateConfig(1, List.of(), 15),
        Split.VALIDATION);
  }

  private static SparkTrainingData data(JavaSparkContext spark) {
    JavaRDD<Shard> shards = spark.parallelize(shards(0, ROWS), SparkBench.WORKERS).cache();
    List<Shard> validation = shards(100, HELD_OUT);
    List<Map<Split, Shard>> groups = new ArrayList<>();
    for (Shard shard : validation) {
      Map<Split, Shard> group = new EnumMap<>(Split.class);
      for (Split split : List.of(Split.VALIDATION, Split.SELECTION, Split.TEST)) {
        group.put(split, shard);
      }
      groups.add(group);
    }
    JavaRDD<Map<Split, Shard>> heldOut = spark.parallelize(groups, SparkBench.WORKERS).cache();
    return new SparkTrainingData(
        shards,
        heldOut,
        spark.parallelize(validation, SparkBench.WORKERS).cache(),
        new SparkEvaluator(spark, heldOut, 15, 1),
        LongStream.range(0, (long) SparkBench.WORKERS * ROWS).toArray(),
        1);
  }

  private static List<Shard> shards(int first, int rows) {
    return IntStream.range(0, SparkBench.WORKERS)
        .mapToObj(s -> Samples.shard(first + s, rows, SparkBench.INPUTS, SparkBench.CLASSES, 1))
        .toList();
  }
}
