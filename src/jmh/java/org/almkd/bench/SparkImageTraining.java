package org.almkd.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.almkd.config.GradientKind;
import org.almkd.config.Initialisation;
import org.almkd.config.RunConfig;
import org.almkd.config.RunConfigReader;
import org.almkd.data.Shard;
import org.almkd.data.Split;
import org.almkd.evaluate.SparkEvaluator;
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
import org.almkd.train.TrainingPart;
import org.almkd.train.TrainingPlan;
import org.almkd.train.TrainingState;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A student for images in training, as the main job trains it, one epoch after the other: by labels
 * alone, or by ALM-KD from one teacher's cached logits, with a lambda pass every 10 epochs. Nothing
 * is evaluated.
 */
final class SparkImageTraining implements AutoCloseable {
  static final int ROWS = 1024;

  /** Epochs before those that count; among them one with a lambda pass. */
  private static final int WARM_UP = 2;

  private static final int VALIDATION_ROWS = 128;
  private static final int VALIDATION_SHARD = 100;
  private static final String RUN =
      """
      data { source = synthetic, classes = 100 }
      teachers = [{ name = big, source = train }]
      train { workers = %d, epochs = 1000, batch-size = 128 }
      mixing.adaptive { warmup-epochs = 1, update-every-epochs = 10 }
      """;

  private final SparkTrainer trainer;
  private final Map<TrainingPart, Double> seconds = new EnumMap<>(TrainingPart.class);
  private final List<Double> epochs = new ArrayList<>();
  private TrainingState state;

  /**
   * Starts a training and takes the epochs that do not count.
   *
   * @param spark the context
   * @param workers shards
   * @param teachers 0: labels alone; 1: ALM-KD
   */
  SparkImageTraining(JavaSparkContext spark, int workers, int teachers) {
    TrainingPlan plan = plan(workers, teachers);
    this.trainer =
        new SparkTrainer(
            spark,
            plan,
            data(spark, workers, teachers),
            new TrainingListener() {
              @Override
              public void spent(TrainingPart part, double took) {
                seconds.merge(part, took, Double::sum);
              }
            });
    this.state = TrainingState.start(plan.initialParameters(), plan.initialLambdas());
    for (int e = 0; e < WARM_UP; e++) {
      epoch();
    }
    seconds.clear();
    epochs.clear();
  }

  /** Trains one epoch, after the lambda pass that is due. */
  void epoch() {
    double passesBefore = secondsOf(TrainingPart.LAMBDA_PASSES);
    double before = total();
    do {
      state = trainer.step(state);
    } while (state.batch() > 0);
    double passes = secondsOf(TrainingPart.LAMBDA_PASSES) - passesBefore;
    epochs.add(total() - before - passes);
  }

  /** Returns the seconds of each epoch that counts, without lambda passes. */
  double[] epochs() {
    return epochs.stream().mapToDouble(s -> s).toArray();
  }

  /** Returns what the time went into. */
  Set<TrainingPart> parts() {
    return seconds.keySet();
  }

  /** Returns the share of a part in the time of the epochs that count, in percent. */
  double percent(TrainingPart part) {
    return 100 * secondsOf(part) / total();
  }

  private double secondsOf(TrainingPart part) {
    return seconds.getOrDefault(part, 0.0);
  }

  private double total() {
    return seconds.values().stream().mapToDouble(s -> s).sum();
  }

  private static TrainingPlan plan(int workers, int teachers) {
    RunConfig config = RunConfigReader.read("images", RUN.formatted(workers), List.of());
    NetworkSpec spec = ImageNetworks.spec(ImageNetworks.WRN_16_1, teachers);
    LossRule.AlmKd almKd = new LossRule.AlmKd(1, GradientKind.PAPER);
    LossRule rule = teachers == 0 ? new LossRule.Labels(0) : almKd;
    return new TrainingPlan(
        teachers == 0 ? "labels" : "cached logits",
        spec,
        InitialParameters.draw(spec, Initialisation.HE, 1),
        config.train(),
        rule,
        LambdaTable.constant(ROWS, rule.columns(), 0.1),
        teachers == 0 ? Optional.empty() : Optional.of(schedule(config, almKd)),
        BatchOrders.seeded(1),
        config.evaluate().atTheEnd(),
        Split.VALIDATION);
  }

  private static LambdaSchedule schedule(RunConfig config, LossRule rule) {
    return new LambdaSchedule(
        config.mixing().adaptive(),
        rule,
        new OuterLoss(4, 1, 0.1, 0, new OuterTarget(new int[] {0}, 0.2)),
        100,
        new SeededChunkPlans(1, 256, 1000));
  }

  private static SparkTrainingData data(JavaSparkContext spark, int workers, int teachers) {
    JavaRDD<Map<Split, Shard>> none = spark.parallelize(List.of());
    return new SparkTrainingData(
        shards(spark, workers, teachers, 0, ROWS),
        none,
        shards(spark, workers, teachers, VALIDATION_SHARD, VALIDATION_ROWS),
        new SparkEvaluator(spark, none, 15, 1),
        LongStream.range(0, ROWS).toArray(),
        1);
  }

  private static JavaRDD<Shard> shards(
      JavaSparkContext spark, int workers, int teachers, int first, int rows) {
    List<Shard> shards =
        IntStream.range(0, workers)
            .mapToObj(
                s ->
                    Samples.images(
                        first + s,
                        rows / workers,
                        ImageNetworks.IMAGE,
                        ImageNetworks.CLASSES,
                        teachers))
            .toList();
    JavaRDD<Shard> packed = spark.parallelize(shards, workers).cache();
    packed.count();
    return packed;
  }

  @Override
  public void close() {
    trainer.close();
  }
}
