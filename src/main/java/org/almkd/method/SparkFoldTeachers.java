package org.almkd.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.almkd.config.AveragingConfig;
import org.almkd.config.EarlyStop;
import org.almkd.config.EvaluateConfig;
import org.almkd.config.TeacherConfig;
import org.almkd.config.TeacherSource;
import org.almkd.config.TrainConfig;
import org.almkd.data.FoldAssignment;
import org.almkd.data.PreparedData;
import org.almkd.data.SparkJobGroup;
import org.almkd.data.Split;
import org.almkd.teacher.CrossFitted;
import org.almkd.teacher.OutOfFold;
import org.almkd.teacher.SoftLabels;
import org.almkd.teacher.SparkOutOfFoldPass;
import org.almkd.teacher.TeacherModel;
import org.almkd.train.SparkShards;
import org.almkd.train.SparkTrainingData;
import org.almkd.train.TrainingListener;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cross-fits teachers: trains the recipe of a teacher F times, each time without one fold of the
 * training rows, and has every training row's logits computed by the network that has not seen it
 * (Chernozhukov et al., Double/debiased machine learning, 2018, for the principle). Only features
 * are shared with the rows left out: standardisation is that of all training rows.
 *
 * <p>Each network has weights and orders of its own, is stored under a key of its own and is
 * trained once for all runs that share the store. The trainings run as Spark jobs side by side, as
 * many as keep all cores busy; what they result in does not depend on how many.
 */
public final class SparkFoldTeachers {
  private static final Logger LOG = LoggerFactory.getLogger(SparkFoldTeachers.class);

  private final JavaSparkContext spark;
  private final PreparedData data;
  private final SparkTeachers teachers;
  private final SparkOutOfFoldPass pass;
  private final EvaluateConfig evaluate;
  private final long seed;
  private final SparkShards shards;
  private final Supplier<SparkTrainingData> labelledRows;

  /**
   * Prepares to cross-fit.
   *
   * @param spark the context
   * @param data rows in the store
   * @param teachers trains and stores networks
   * @param pass computes logits
   * @param evaluate how often a network that stops early is evaluated
   * @param seed run seed
   * @param shards packs some of the rows
   * @param labelledRows packs rows without logits; called when a network has to be trained
   */
  public SparkFoldTeachers(
      JavaSparkContext spark,
      PreparedData data,
      SparkTeachers teachers,
      SparkOutOfFoldPass pass,
      EvaluateConfig evaluate,
      long seed,
      SparkShards shards,
      Supplier<SparkTrainingData> labelledRows) {
    this.spark = spark;
    this.data = data;
    this.teachers = teachers;
    this.pass = pass;
    this.evaluate = evaluate;
    this.seed = seed;
    this.shards = shards;
    this.labelledRows = labelledRows;
  }

  /** Returns the folds of a teacher; 0 where it has none. */
  public static int folds(TeacherConfig config) {
    return config.source() instanceof TeacherSource.Train train ? train.folds() : 0;
  }

  /** Returns what a network that has not seen a fold is called; folds count from 1 for people. */
  public static String name(String teacher, int fold, int folds) {
    return "%s without fold %d of %d".formatted(teacher, fold + 1, folds);
  }

  /**
   * Gets the networks of a teacher's folds.
   *
   * @param listener is told of the epochs of all, counted together
   */
  public CrossFitted networks(TeacherConfig config, TrainingListener listener) {
    TeacherSource.Train source = (TeacherSource.Train) config.source();
    FoldAssignment folds =
        FoldAssignment.of(data.reader().index(Split.TRAIN).ids(), source.folds(), seed);
    SideBySide trainings = new SideBySide(listener);
    List<Supplier<TeacherModel>> networks = new ArrayList<>();
    for (int fold = 0; fold < source.folds(); fold++) {
      int leftOut = fold;
      Course course = course(config.name(), source, fold);
      Optional<TeacherModel> stored = teachers.stored(course);
      // Rows to evaluate on are packed here, by one thread, and shared.
      SparkTrainingData shared = stored.isPresent() ? null : labelledRows.get();
      networks.add(
          () -> stored.orElseGet(() -> train(course, folds.without(leftOut), shared, trainings)));
    }
    return new CrossFitted(config.name(), trainings.run(networks, threads(source)), seed);
  }

  private Course course(String teacher, TeacherSource.Train source, int fold) {
    TrainConfig train = source.train();
    // Between the epochs nobody looks at these networks, unless that chooses their parameters.
    boolean stopsEarly = train.earlyStop() == EarlyStop.BEST_VALIDATION;
    return new Course(
        name(teacher, fold, source.folds()),
        source,
        "without fold %d of %d".formatted(fold, source.folds()),
        stopsEarly ? evaluate : evaluate.atTheEnd());
  }

  private TeacherModel train(
      Course course, long[] ids, SparkTrainingData shared, TrainingListener listener) {
    SparkTrainingData rows = shards.packTraining(ids, shared);
    try {
      return teachers.train(course, rows, listener);
    } finally {
      rows.releaseTraining();
    }
  }

  /**
   * One training more than cores have room for: while one averages on the driver, another steps.
   */
  private int threads(TeacherSource.Train source) {
    TrainConfig train = source.train();
    if (train.averaging().master() == AveragingConfig.Master.DL4J) {
      return 1;
    }
    return Math.min(source.folds(), spark.defaultParallelism() / train.workers() + 1);
  }

  /** Gets the logits of rows by networks that have not seen them. */
  public SoftLabels outOfFold(CrossFitted teacher) {
    SoftLabels labels =
        SparkJobGroup.run(
            spark, "out-of-fold soft labels: " + teacher.name(), () -> pass.findOrRun(teacher));
    OutOfFold folds = OutOfFold.of(labels);
    LOG.info(
        "teacher {}: folds {}, out-of-fold accuracy on given labels {}",
        teacher.name(),
        folds.folds(),
        String.format(Locale.ROOT, "%.1f %%", 100 * folds.accuracy()));
    return labels;
  }

  /** Returns the epochs that are to be trained before the networks of all folds are there. */
  public int epochs(TeacherConfig config) {
    TeacherSource.Train source = (TeacherSource.Train) config.source();
    long missing =
        IntStream.range(0, source.folds())
            .filter(fold -> !teachers.isStored(course(config.name(), source, fold)))
            .count();
    return Math.toIntExact(missing * source.train().epochs());
  }
}
