package org.almkd;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.almkd.config.RunConfig;
import org.almkd.config.TeacherConfig;
import org.almkd.data.PreparedData;
import org.almkd.method.SparkFoldTeachers;
import org.almkd.method.SparkNetworks;
import org.almkd.method.SparkTeachers;
import org.almkd.method.Teacher;
import org.almkd.report.FoldReport;
import org.almkd.report.StageTimes;
import org.almkd.storage.ArtefactStore;
import org.almkd.teacher.CrossFitted;
import org.almkd.teacher.OutOfFold;
import org.almkd.teacher.SoftLabels;
import org.almkd.teacher.SparkOutOfFoldPass;
import org.almkd.train.SparkShards;
import org.almkd.train.SparkTrainingData;
import org.apache.spark.api.java.JavaSparkContext;

/** The stages of a run that get logits of rows that a teacher has not seen, and what is told. */
final class CrossFitting {
  private final SparkFoldTeachers folds;
  private final StageTimes times;

  CrossFitting(
      JavaSparkContext spark,
      ArtefactStore store,
      RunConfig config,
      PreparedData data,
      StageTimes times,
      SparkTeachers teachers,
      SparkShards shards,
      Supplier<SparkTrainingData> labelledRows) {
    this.times = times;
    this.folds =
        new SparkFoldTeachers(
            spark,
            data,
            teachers,
            new SparkOutOfFoldPass(spark, store, data, config.cluster().threadsPerReplica()),
            config.evaluate(),
            config.run().seed(),
            shards,
            labelledRows);
  }

  /** Trains the networks of a teacher's folds and gets their logits; nothing without folds. */
  Optional<SoftLabels> outOfFold(TeacherConfig teacher) {
    if (SparkFoldTeachers.folds(teacher) == 0) {
      return Optional.empty();
    }
    String name = "teacher %s folds".formatted(teacher.name());
    CrossFitted crossFitted =
        times.run(
            name,
            () -> {
              try (Progress progress = Progress.of(name, folds.epochs(teacher))) {
                return folds.networks(teacher, progress.and(times));
              }
            });
    return Optional.of(times.run("soft labels", () -> folds.outOfFold(crossFitted)));
  }

  /** Returns what the report says of a teacher's folds. */
  static Optional<FoldReport> report(Teacher teacher) {
    return teacher
        .outOfFold()
        .map(OutOfFold::of)
        .map(
            folds ->
                new FoldReport(
                    folds.accuracy(),
                    IntStream.range(0, folds.folds()).mapToObj(folds::accuracy).toList()));
  }

  /** Names what a teacher's folds took from the store, or put there. */
  static void name(Teacher teacher, Map<String, String> storeKeys) {
    if (teacher.outOfFold().isEmpty()) {
      return;
    }
    OutOfFold folds = OutOfFold.of(teacher.outOfFold().get());
    for (int f = 0; f < folds.folds(); f++) {
      storeKeys.put(
          "network of " + SparkFoldTeachers.name(teacher.name(), f, folds.folds()),
          SparkNetworks.NETWORKS + "/" + folds.networks().get(f));
    }
    storeKeys.put(
        "out-of-fold soft labels of " + teacher.name(),
        DistillationRun.entry(teacher.outOfFold().get().artefact()));
  }
}
