package org.almkd.method;

import java.util.Optional;
import java.util.stream.IntStream;
import org.almkd.config.AdaptiveConfig;
import org.almkd.config.EvaluateConfig;
import org.almkd.config.TargetTeacher;
import org.almkd.data.PreparedData;
import org.almkd.data.SeededHash;
import org.almkd.data.Split;
import org.almkd.loss.TargetLayout;
import org.almkd.mixing.OuterLoss;
import org.almkd.mixing.OuterTarget;
import org.almkd.mixing.SeededChunkPlans;
import org.almkd.model.InitialParameters;
import org.almkd.model.NetworkSpec;
import org.almkd.model.SharedNetworks;
import org.almkd.train.BatchOrders;
import org.almkd.train.Checkpoints;
import org.almkd.train.LambdaSchedule;
import org.almkd.train.SparkPackings;
import org.almkd.train.SparkTrainer;
import org.almkd.train.SparkTrainingData;
import org.almkd.train.StateKeeper;
import org.almkd.train.TrainingListener;
import org.almkd.train.TrainingPlan;
import org.almkd.train.TrainingState;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Trains students. Every method is a {@link Curriculum} handed to the one trainer; student and
 * baselines share initial weights and batch orders.
 */
public final class SparkStudents {
  private final JavaSparkContext spark;
  private final PreparedData data;
  private final SparkPackings packings;
  private final EvaluateConfig evaluate;
  private final Checkpoints.Source checkpoints;

  /**
   * Prepares trainings.
   *
   * @param spark the context
   * @param data rows in the store
   * @param packings the same rows, packed with what teachers say
   * @param evaluate how often networks are evaluated
   * @param checkpoints keeps the states of trainings
   */
  public SparkStudents(
      JavaSparkContext spark,
      PreparedData data,
      SparkPackings packings,
      EvaluateConfig evaluate,
      Checkpoints.Source checkpoints) {
    this.checkpoints = checkpoints;
    this.spark = spark;
    this.data = data;
    this.packings = packings;
    this.evaluate = evaluate;
  }

  /** Returns most validation rows that lambda passes use. */
  int validationRows() {
    return packings.validationRows();
  }

  /** Trains a student; the listener is told of epochs and passes. */
  public TrainedNetwork train(Lesson lesson, Curriculum curriculum, TrainingListener listener) {
    SparkTrainingData rows = packings.of(curriculum.teachers().softLabels());
    TrainingPlan plan = plan(lesson, curriculum, rows.threads());
    // The seed by which rows are dealt is the run's, as the folder of the checkpoints is.
    String key =
        TaughtNetworkKey.of(lesson, curriculum, data, evaluate, lesson.seed(), validationRows());
    StateKeeper keeper = checkpoints.of(lesson.name(), key, Integer.MAX_VALUE);
    try (SparkTrainer trainer = new SparkTrainer(spark, plan, rows, listener, keeper)) {
      TrainingState state = trainer.train();
      return new TrainedNetwork(
          lesson.name(), plan.spec(), state, lesson.train().earlyStop(), plan.selection());
    }
  }

  private TrainingPlan plan(Lesson lesson, Curriculum curriculum, int threads) {
    NetworkSpec spec =
        new NetworkSpec(
            lesson.student().architecture(),
            data.input(),
            new TargetLayout(data.classes(), curriculum.teachers().softLabels().size()),
            lesson.mixing().temperature(),
            lesson.train().momentum(),
            lesson.train().weightDecay(),
            DataType.FLOAT);
    return new TrainingPlan(
        lesson.name(),
        spec,
        InitialParameters.draw(
            spec,
            lesson.student().initialisation(),
            SeededHash.of(lesson.seed(), "student weights", 0)),
        lesson.train(),
        curriculum.rule(),
        curriculum.initialLambdas(),
        lesson.method().learnsLambdas()
            ? Optional.of(schedule(lesson, curriculum))
            : Optional.empty(),
        BatchOrders.seeded(lesson.seed()),
        evaluate,
        selection(data),
        new SharedNetworks(
            curriculum.teachers().live().stream().map(t -> t.shared(data, threads)).toList()));
  }

  /**
   * Returns the split that chooses the best epoch: rows the lambdas never see, where there are any.
   */
  public static Split selection(PreparedData data) {
    return data.rows(Split.SELECTION) > 0 ? Split.SELECTION : Split.VALIDATION;
  }

  private static LambdaSchedule schedule(Lesson lesson, Curriculum curriculum) {
    AdaptiveConfig adaptive = lesson.mixing().adaptive();
    OuterLoss outer =
        new OuterLoss(
            lesson.mixing().temperature(),
            adaptive.validationTermWeight(),
            adaptive.trainTermWeight(),
            adaptive.lookAheadBatchSize(),
            new OuterTarget(
                targetTeachers(adaptive.targetTeacher(), curriculum.teachers()),
                adaptive.labelBlend()));
    return new LambdaSchedule(
        adaptive,
        curriculum.rule(),
        outer,
        adaptive.resolveLambdaLearningRate(lesson.train().learningRate().initial()),
        new SeededChunkPlans(lesson.seed(), adaptive.chunkSize(), adaptive.validationBatchSize()));
  }

  private static int[] targetTeachers(TargetTeacher target, Faculty teachers) {
    int count = teachers.softLabels().size();
    return switch (target) {
      case LAST -> new int[] {count - 1};
      case MEAN -> IntStream.range(0, count).toArray();
      case BEST -> new int[] {teachers.best()};
      case NONE -> new int[0];
    };
  }
}
