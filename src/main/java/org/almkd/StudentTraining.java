package org.almkd;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.almkd.data.PreparedData;
import org.almkd.data.Split;
import org.almkd.method.Curriculum;
import org.almkd.method.Doubted;
import org.almkd.method.Faculty;
import org.almkd.method.Lesson;
import org.almkd.method.Preparation;
import org.almkd.method.SparkIntermediates;
import org.almkd.method.SparkStudents;
import org.almkd.method.Stages;
import org.almkd.method.Teacher;
import org.almkd.method.TrainedNetwork;
import org.almkd.mixing.SparkDoubt;
import org.almkd.report.Lineage;
import org.almkd.report.NetworkReport;
import org.almkd.report.StageTimes;
import org.almkd.storage.Manifest;
import org.almkd.teacher.SoftLabels;
import org.almkd.train.TrainingListener;

/** Trains the students of a run with all that comes before them: times it, shows it, exports it. */
final class StudentTraining implements Stages {
  private final SparkStudents students;
  private final SparkIntermediates intermediates;
  private final Faculty faculty;
  private final Split selection;
  private final Exports exports;
  private final StageTimes times;
  private final List<Doubted> doubted = new ArrayList<>();

  StudentTraining(
      SparkStudents students,
      SparkIntermediates intermediates,
      Faculty faculty,
      PreparedData data,
      Exports exports,
      StageTimes times) {
    this.students = students;
    this.intermediates = intermediates;
    this.faculty = faculty;
    this.selection = SparkStudents.selection(data);
    this.exports = exports;
    this.times = times;
  }

  /**
   * A student that was trained and exported.
   *
   * @param report what is known of it
   * @param lineage what was trained before it
   * @param teachers names of those who taught it
   */
  record Result(NetworkReport report, Lineage lineage, List<String> teachers) {}

  /**
   * Trains a student.
   *
   * @param stage what its training is called in logs and times
   * @param path folder that it is exported to
   * @param lesson the lesson
   * @param listener makes who is told of epochs and passes
   */
  Result train(
      String stage, String path, Lesson lesson, Function<Curriculum, TrainingListener> listener) {
    Preparation ready = intermediates.prepare(lesson, faculty, this);
    Curriculum curriculum = ready.curriculum();
    TrainedNetwork network =
        train(
            stage,
            lesson.train().epochs(),
            progress ->
                students.train(
                    ready.lesson(),
                    curriculum,
                    TrainingListener.both(listener.apply(curriculum), progress)));
    NetworkReport report =
        exports.write(path, lesson.name(), network, lesson.train().learningRate().initial());
    Lineage lineage =
        new Lineage(
            ancestors(ready.assistants()),
            ancestors(ready.generations()),
            ancestors(ready.doubt().map(Doubted::refitted).orElse(List.of())));
    ready.doubt().ifPresent(doubted::add);
    return new Result(report, lineage, curriculum.teachers().names());
  }

  /** Returns how far the students whose method doubts labels doubted them, in order. */
  List<Doubted> doubted() {
    return List.copyOf(doubted);
  }

  @Override
  public SoftLabels softLabels(Supplier<SoftLabels> pass) {
    return times.run("soft labels", pass);
  }

  @Override
  public SparkDoubt.Result doubt(Supplier<SparkDoubt.Result> estimate) {
    return times.run("doubt", estimate);
  }

  @Override
  public <T> T train(String stage, int epochs, Function<TrainingListener, T> training) {
    return times.run(
        stage,
        () -> {
          try (Progress progress = Progress.of(stage, epochs)) {
            return training.apply(progress.and(times));
          }
        });
  }

  private List<Lineage.Ancestor> ancestors(List<Teacher> networks) {
    return networks.stream().map(this::ancestor).toList();
  }

  private Lineage.Ancestor ancestor(Teacher network) {
    Manifest manifest = network.model().orElseThrow().artefact().manifest();
    NetworkReport report =
        new NetworkReport(
            network.name(),
            network.description(),
            NetworkReport.result(network.earlyStop()),
            "",
            network.metrics(),
            selection);
    return new Lineage.Ancestor(report, manifest.kind() + "/" + manifest.key());
  }
}
