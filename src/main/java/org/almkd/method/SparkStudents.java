package org.almkd.method;

import java.util.Optional;
import java.util.stream.IntStream;
import org.almkd.config.AdaptiveConfig;
import org.almkd.config.EvaluateConfig;
import org.almkd.config.Method;
import org.almkd.config.MixingConfig;
import org.almkd.config.StudentConfig;
import org.almkd.config.TargetTeacher;
import org.almkd.config.TrainConfig;
import org.almkd.data.PreparedData;
import org.almkd.data.SeededHash;
import org.almkd.data.Split;
import org.almkd.loss.TargetLayout;
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
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Trains students. Every method is a rule, a table of initial lambdas and perhaps a schedule of
 * passes, handed to the one trainer; student and baselines share initial weights and batch orders.
 */
public final class SparkStudents {
  private final JavaSparkContext spark;
  private final PreparedData data;
  private final Taught taught;
  private final EvaluateConfig evaluate;
  private final long seed;

  /**
   * Prepares trainings.
   *
   * @param spark the context
   * @param data rows in the store
   * @param taught the same rows, packed with what the teachers say
   * @param evaluate how often networks are evaluated
   * @param seed run seed: weights, orders, lambdas
   */
  public SparkStudents(
      JavaSparkContext spark,
      PreparedData data,
      Taught taught,
      EvaluateConfig evaluate,
      long seed) {
    this.spark = spark;
    this.data = data;
    this.taught = taught;
    this.evaluate = evaluate;
    this.seed = seed;
  }

  /**
   * What all students of a run share.
   *
   * @param rows packed rows with the logits of the teachers
   * @param teachers K
   * @param best number of the teacher that is best on validation, from 0
   */
  public record Taught(SparkTrainingData rows, int teachers, int best) {}

  /**
   * One student to train.
   *
   * @param name its name in logs and reports
   * @param method who weighs the losses
   * @param student architecture and initialisation
   * @param mixing temperature and lambdas
   * @param train epochs, batches, rates
   */
  public record Lesson(
      String name, Method method, StudentConfig student, MixingConfig mixing, TrainConfig train) {}

  /** Trains a student; the listener is told of epochs and passes. */
  public TrainedNetwork train(Lesson lesson, TrainingListener listener) {
    TrainingPlan plan = plan(lesson);
    try (SparkTrainer trainer = new SparkTrainer(spark, plan, taught.rows(), listener)) {
      TrainingState state = trainer.train();
      return new TrainedNetwork(
          lesson.name(), plan.spec(), state, lesson.train().earlyStop(), plan.selection());
    }
  }

  private TrainingPlan plan(Lesson lesson) {
    int listened = LossRules.teachers(lesson.method(), taught.teachers());
    LossRule rule = LossRules.rule(lesson.method(), lesson.mixing(), listened);
    NetworkSpec spec =
        new NetworkSpec(
            lesson.student().architecture(),
            data.width(),
            new TargetLayout(data.classes(), listened),
            lesson.mixing().temperature(),
            lesson.train().momentum(),
            lesson.train().weightDecay(),
            DataType.FLOAT);
    return new TrainingPlan(
        lesson.name(),
        spec,
        InitialParameters.draw(
            spec, lesson.student().initialisation(), SeededHash.of(seed, "student weights", 0)),
        lesson.train(),
        rule,
        LossRules.initialLambdas(
            lesson.method(), lesson.mixing(), listened, taught.rows().trainingIds(), seed),
        lesson.method().learnsLambdas() ? Optional.of(schedule(lesson, rule)) : Optional.empty(),
        BatchOrders.seeded(seed),
        evaluate,
        selection(data));
  }

  /**
   * Returns the split that chooses the best epoch: rows the lambdas never see, where there are any.
   */
  public static Split selection(PreparedData data) {
    return data.rows(Split.SELECTION) > 0 ? Split.SELECTION : Split.VALIDATION;
  }

  private LambdaSchedule schedule(Lesson lesson, LossRule rule) {
    AdaptiveConfig adaptive = lesson.mixing().adaptive();
    OuterLoss outer =
        new OuterLoss(
            lesson.mixing().temperature(),
            adaptive.validationTermWeight(),
            adaptive.trainTermWeight(),
            adaptive.lookAheadBatchSize(),
            new OuterTarget(targetTeachers(adaptive.targetTeacher()), adaptive.labelBlend()));
    return new LambdaSchedule(
        adaptive,
        rule,
        outer,
        adaptive.resolveLambdaLearningRate(lesson.train().learningRate().initial()),
        new SeededChunkPlans(seed, adaptive.chunkSize(), adaptive.validationBatchSize()));
  }

  private int[] targetTeachers(TargetTeacher target) {
    return switch (target) {
      case LAST -> new int[] {taught.teachers() - 1};
      case MEAN -> IntStream.range(0, taught.teachers()).toArray();
      case BEST -> new int[] {taught.best()};
      case NONE -> new int[0];
    };
  }
}
