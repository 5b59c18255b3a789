package org.almkd.method;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.almkd.config.DoubtConfig;
import org.almkd.config.Method;
import org.almkd.config.TeacherConfig;
import org.almkd.config.TeacherSource;
import org.almkd.data.PreparedData;
import org.almkd.data.SparkJobGroup;
import org.almkd.data.Split;
import org.almkd.evaluate.Evaluation;
import org.almkd.mixing.LossRule;
import org.almkd.mixing.RefitRule;
import org.almkd.mixing.SparkDoubt;
import org.almkd.mixing.SparkLabelAccuracy;
import org.almkd.teacher.SoftLabels;
import org.almkd.teacher.SparkDoubtTargetPass;
import org.almkd.train.SparkPackings;
import org.almkd.train.SparkTrainingData;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the curriculum of the method doubt: estimates from teachers that have not seen a row how
 * probable it is that its label is wrong, and has the students of the run taught by what teachers
 * say where the label is doubted ({@link SparkDoubtTargetPass}), or by teachers trained once more
 * on the labels that are believed ({@link RefitRule}).
 *
 * <p>A teacher with folds has said something of rows that it has not seen; one from elsewhere is
 * taken to have seen none of these labels, unless it knows them much better than those of
 * validation rows. Where there is no such teacher, nothing is known of the labels, which is said,
 * and the lesson is that of alm-kd. Of several teachers, those without folds and checkpoints teach
 * as they are.
 */
public final class SparkDoubts {
  private static final Logger LOG = LoggerFactory.getLogger(SparkDoubts.class);

  private static final String UNKNOWN =
      "doubt is unknown: every teacher has seen these labels; falling back to alm-kd; set"
          + " teachers[].folds = 5, or give a teacher that was trained on other rows";

  private final JavaSparkContext spark;
  private final PreparedData data;
  private final SparkPackings packings;
  private final SparkDoubtTargetPass targetPass;
  private final SparkTeachers trainer;
  private final Map<String, TeacherConfig> configs = new LinkedHashMap<>();
  private final List<Teacher> teachers;
  private Evidence evidence;

  /**
   * Prepares to doubt labels.
   *
   * @param spark the context
   * @param data rows in the store
   * @param packings the same rows, packed with what teachers say
   * @param targetPass mixes logits
   * @param trainer trains teachers once more
   * @param configs how teachers are configured; checkpoints are not among them
   * @param teachers the teachers of the run, in order
   */
  public SparkDoubts(
      JavaSparkContext spark,
      PreparedData data,
      SparkPackings packings,
      SparkDoubtTargetPass targetPass,
      SparkTeachers trainer,
      List<TeacherConfig> configs,
      List<Teacher> teachers) {
    this.spark = spark;
    this.data = data;
    this.packings = packings;
    this.targetPass = targetPass;
    this.trainer = trainer;
    configs.forEach(config -> this.configs.put(config.name(), config));
    this.teachers = List.copyOf(teachers);
  }

  /** What is the same for all lessons of a run. */
  private record Evidence(
      double[] trainingAccuracy_K,
      double[] validationAccuracy_K,
      Optional<SparkDoubt.Result> found) {}

  /**
   * Gets the curriculum of a lesson ready.
   *
   * @param lesson the lesson
   * @param faculty the teachers of the run
   * @param stages is told of each step
   */
  Preparation prepare(Lesson lesson, Faculty faculty, Stages stages) {
    if (evidence == null) {
      evidence = gather(stages);
    }
    return evidence
        .found()
        .map(found -> doubted(lesson, faculty, found, stages))
        .orElseGet(() -> fallBack(lesson, faculty));
  }

  private Preparation fallBack(Lesson lesson, Faculty faculty) {
    LOG.warn("{}: {}", lesson.name(), UNKNOWN);
    Lesson other = lesson.by(Method.ALM_KD);
    return new Preparation(
        other,
        Curricula.of(other, faculty, data),
        List.of(),
        List.of(),
        Optional.of(new Doubted(Optional.empty(), UNKNOWN, List.of(), Map.of())));
  }

  private Preparation doubted(
      Lesson lesson, Faculty faculty, SparkDoubt.Result found, Stages stages) {
    DoubtConfig config = lesson.mixing().doubt();
    List<Teacher> refitted = new ArrayList<>();
    List<SoftLabels> say = new ArrayList<>();
    Map<String, SoftLabels> targets = new LinkedHashMap<>();
    List<String> reasons = new ArrayList<>();
    for (int k = 0; k < teachers.size(); k++) {
      Teacher teacher = teachers.get(k);
      boolean isRefitted = recipe(teacher).isPresent() && pays(config.refit(), k, found);
      if (isRefitted) {
        Teacher again = refit(teacher, found, stages);
        refitted.add(again);
        say.add(again.softLabels());
        targets.put("soft labels of " + again.name(), again.softLabels());
      } else if (teacher.outOfFold().isPresent()) {
        say.add(target(teacher, teacher.outOfFold().get(), found, stages));
        targets.put("doubted soft labels of " + teacher.name(), say.get(k));
      } else {
        say.add(teacher.softLabels());
      }
      reasons.add(reason(config.refit(), k, isRefitted, found));
    }
    String reason = String.join("; ", reasons);
    LOG.info("{}: {}", lesson.name(), reason);
    return new Preparation(
        lesson,
        new Curriculum(
            new Faculty(say, faculty.best()),
            new LossRule.Doubt(config.initialLambda(), say.size()),
            found.doubts()),
        List.of(),
        List.of(),
        Optional.of(new Doubted(Optional.of(found), reason, refitted, targets)));
  }

  private Teacher refit(Teacher teacher, SparkDoubt.Result found, Stages stages) {
    TeacherSource.Train source = recipe(teacher).orElseThrow();
    return stages.train(
        "teacher " + teacher.name() + " once more",
        source.train().epochs(),
        listener -> trainer.refit(teacher.name(), source, found.doubts(), listener));
  }

  private SoftLabels target(
      Teacher teacher, SoftLabels unseen, SparkDoubt.Result found, Stages stages) {
    float[] doubt_N = found.doubts().columns_RN()[0];
    return stages.softLabels(
        () ->
            SparkJobGroup.run(
                spark,
                "doubted soft labels: " + teacher.name(),
                () -> targetPass.run(teacher.softLabels(), unseen, doubt_N)));
  }

  private boolean pays(DoubtConfig.Refit refit, int teacher, SparkDoubt.Result found) {
    return switch (refit) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO -> rule(teacher, found).pays();
    };
  }

  private RefitRule rule(int teacher, SparkDoubt.Result found) {
    return new RefitRule(
        found.estimates().noise().flipRate(),
        evidence.trainingAccuracy_K()[teacher],
        evidence.validationAccuracy_K()[teacher]);
  }

  private String reason(
      DoubtConfig.Refit refit, int teacher, boolean isRefitted, SparkDoubt.Result found) {
    return "teacher %s %strained once more on believed labels (mixing.doubt.refit = %s): %s"
        .formatted(
            teachers.get(teacher).name(),
            isRefitted ? "" : "not ",
            refit.key(),
            recipe(teachers.get(teacher)).isPresent()
                ? rule(teacher, found).reason()
                : "it has no training of its own here");
  }

  private Evidence gather(Stages stages) {
    SparkTrainingData rows = packings.of(teachers.stream().map(Teacher::softLabels).toList());
    double[] training =
        SparkJobGroup.run(
            spark, "accuracy on given labels", () -> SparkLabelAccuracy.of(rows.shards()));
    double[] validation = new double[teachers.size()];
    for (int k = 0; k < validation.length; k++) {
      Evaluation on = rows.evaluator().teacher(k).get(Split.VALIDATION);
      validation[k] = on == null ? Double.NaN : on.accuracy();
    }
    List<SoftLabels> unseen = new ArrayList<>();
    for (int k = 0; k < teachers.size(); k++) {
      unseen(teachers.get(k), training[k], validation[k]).ifPresent(unseen::add);
    }
    return new Evidence(
        training,
        validation,
        unseen.isEmpty() ? Optional.empty() : Optional.of(estimate(unseen, stages)));
  }

  private SparkDoubt.Result estimate(List<SoftLabels> unseen, Stages stages) {
    SparkDoubt.Result found =
        stages.doubt(
            () -> new SparkDoubt(spark, packings.of(unseen).shards(), data.classes()).run());
    if (!unseen.equals(teachers.stream().map(Teacher::softLabels).toList())) {
      packings.release(unseen);
    }
    return found;
  }

  /** Returns logits of training rows by those who have not seen them, where there are any. */
  private Optional<SoftLabels> unseen(Teacher teacher, double training, double validation) {
    TeacherConfig config = configs.get(teacher.name());
    boolean isImported = config != null && !(config.source() instanceof TeacherSource.Train);
    if (!isImported) {
      return teacher.outOfFold();
    }
    if (new RefitRule(0, training, validation).isMemorised()) {
      LOG.warn(
          "teacher {} finds the given label of {} of the training rows and of {} of the validation"
              + " rows: it has seen these labels, and is not asked whether they are wrong",
          teacher.name(),
          percent(training),
          percent(validation));
      return Optional.empty();
    }
    return Optional.of(teacher.softLabels());
  }

  private Optional<TeacherSource.Train> recipe(Teacher teacher) {
    TeacherConfig config = configs.get(teacher.name());
    return config != null && config.source() instanceof TeacherSource.Train train
        ? Optional.of(train)
        : Optional.empty();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
