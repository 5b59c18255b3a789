package org.almkd.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.almkd.config.AssistantConfig;
import org.almkd.config.EvaluateConfig;
import org.almkd.config.Method;
import org.almkd.data.PreparedData;
import org.almkd.teacher.SoftLabels;
import org.almkd.teacher.TeacherModel;

/**
 * Gets ready what a method needs between the teachers of a run and its student: assistants and
 * earlier generations. They are trained as any student is, once for all runs that share a store,
 * and teach by their logits as any teacher does.
 */
public final class SparkIntermediates {
  private final SparkNetworks networks;
  private final SparkStudents students;
  private final PreparedData data;
  private final EvaluateConfig evaluate;
  private final long shardSeed;
  private final SparkDoubts doubts;

  /**
   * Prepares to train on the way to students.
   *
   * @param networks the store
   * @param students trains
   * @param data rows in the store
   * @param evaluate how often networks are evaluated
   * @param shardSeed seed by which rows are dealt to workers, that of the run
   * @param doubts doubts labels
   */
  public SparkIntermediates(
      SparkNetworks networks,
      SparkStudents students,
      PreparedData data,
      EvaluateConfig evaluate,
      long shardSeed,
      SparkDoubts doubts) {
    this.networks = networks;
    this.students = students;
    this.data = data;
    this.evaluate = evaluate;
    this.shardSeed = shardSeed;
    this.doubts = doubts;
  }

  /**
   * Trains, or reads, all that comes before the student of a lesson.
   *
   * @param lesson the lesson
   * @param faculty the teachers of the run
   * @param stages is told of each training
   */
  public Preparation prepare(Lesson lesson, Faculty faculty, Stages stages) {
    if (lesson.method() == Method.DOUBT) {
      return doubts.prepare(lesson, faculty, stages);
    }
    return lesson.intermediates().assistants(lesson.method()).isEmpty()
        ? generations(lesson, faculty, stages)
        : assisted(lesson, faculty, stages);
  }

  private Preparation assisted(Lesson lesson, Faculty faculty, Stages stages) {
    List<Teacher> assistants = new ArrayList<>();
    Faculty teachers = faculty;
    for (AssistantConfig config : lesson.intermediates().assistants(lesson.method())) {
      Lesson own = lesson.of(config);
      Teacher assistant =
          taught(own, Curricula.of(own, teachers, data), "assistant " + config.name(), stages);
      assistants.add(assistant);
      teachers =
          lesson.method() == Method.DGKD ? teachers.and(assistant) : teachers.replacedBy(assistant);
    }
    return new Preparation(lesson, Curricula.of(lesson, teachers, data), assistants, List.of());
  }

  private Preparation generations(Lesson lesson, Faculty faculty, Stages stages) {
    List<Teacher> before = new ArrayList<>();
    Faculty teachers = faculty;
    int last = lesson.intermediates().generations();
    for (int g = 1; g < last; g++) {
      Lesson own = lesson.generation(g).called("generation-" + g);
      Teacher student = taught(own, Curricula.of(own, teachers, data), "generation " + g, stages);
      before.add(student);
      teachers = teachers.replacedBy(student);
    }
    Lesson result = lesson.generation(last);
    return new Preparation(result, Curricula.of(result, teachers, data), List.of(), before);
  }

  private Teacher taught(Lesson lesson, Curriculum curriculum, String stage, Stages stages) {
    String key =
        TaughtNetworkKey.of(
            lesson, curriculum, data, evaluate, shardSeed, students.validationRows());
    TeacherModel model =
        networks.exclusively(
            key,
            () ->
                networks
                    .find(stage, lesson.name(), key)
                    .orElseGet(() -> publish(key, lesson, curriculum, stage, stages)));
    SoftLabels softLabels = stages.softLabels(() -> networks.softLabels(model));
    return new Teacher(
        lesson.name(),
        lesson.student().architecture().describe(),
        Optional.of(model),
        softLabels,
        lesson.train().earlyStop(),
        SparkNetworks.metrics(model),
        Optional.empty());
  }

  private TeacherModel publish(
      String key, Lesson lesson, Curriculum curriculum, String stage, Stages stages) {
    long start = System.nanoTime();
    TrainedNetwork network =
        stages.train(
            stage,
            lesson.train().epochs(),
            listener -> students.train(lesson, curriculum, listener));
    return networks.publish(key, network, lesson.train().learningRate().initial(), start);
  }
}
