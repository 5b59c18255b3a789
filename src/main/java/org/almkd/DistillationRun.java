package org.almkd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.almkd.config.BaselineConfig;
import org.almkd.config.RunConfig;
import org.almkd.config.TeacherConfig;
import org.almkd.config.TeacherSource;
import org.almkd.data.PreparedData;
import org.almkd.data.SparkDataStage;
import org.almkd.data.Split;
import org.almkd.evaluate.Evaluation;
import org.almkd.method.SparkStudents;
import org.almkd.method.SparkTeachers;
import org.almkd.method.Teacher;
import org.almkd.method.TrainedNetwork;
import org.almkd.mixing.SparkLambdaSnapshots;
import org.almkd.report.LambdaHistory;
import org.almkd.report.NetworkReport;
import org.almkd.report.RunFolder;
import org.almkd.report.RunReport;
import org.almkd.report.StageTimes;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.RunUses;
import org.almkd.storage.Storage;
import org.almkd.teacher.SoftLabels;
import org.almkd.teacher.TeacherModel;
import org.almkd.train.SparkShards;
import org.almkd.train.SparkTrainingData;
import org.almkd.train.TrainingListener;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * One run from rows to report: data, teachers, soft labels, student with its lambda passes,
 * baselines, run folder. Only this class sees the whole configuration.
 */
final class DistillationRun {
  private final SparkSession session;
  private final JavaSparkContext spark;
  private final RunConfig config;
  private final String runId;
  private final RunFolder folder;
  private final ArtefactStore store;
  private final ArtefactStore runArtefacts;
  private final StageTimes times = new StageTimes();

  DistillationRun(
      SparkSession session, Storage storage, RunConfig config, String runId, RunFolder folder) {
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.config = config;
    this.runId = runId;
    this.folder = folder;
    RunUses uses = RunUses.begin(storage, folder.path(), config.storeDir());
    this.store = ArtefactStore.usedBy(uses, storage, config.storeDir());
    // An attempt that died may have learned from other rows; its tables would be found first.
    storage.delete(folder.path() + "/" + SparkLambdaSnapshots.KIND);
    this.runArtefacts = new ArtefactStore(storage, folder.path());
  }

  /** Does everything and returns the last lines of the log. */
  List<String> run() {
    TeacherFiles.require(store.storage(), config.teachers());
    PreparedData data =
        times.run("data", () -> new SparkDataStage(session, store).prepare(config.data()));
    DataRequirements.check(config, data);
    List<Teacher> teachers = teachers(data);
    SparkTrainingData rows = times.run("packing", () -> pack(data, softLabels(teachers)));
    try {
      return distil(data, teachers, rows);
    } finally {
      rows.release();
    }
  }

  private List<String> distil(PreparedData data, List<Teacher> teachers, SparkTrainingData rows) {
    List<NetworkReport> teacherReports =
        times.run("teacher evaluation", () -> teacherReports(data, teachers, rows));
    SparkStudents.Taught taught =
        new SparkStudents.Taught(rows, teachers.size(), best(teacherReports));
    SparkStudents students =
        new SparkStudents(spark, data, taught, config.evaluate(), config.run().seed());
    Exports exports = new Exports(folder, data);
    teachers.forEach(exports::copy);

    List<String> names = teachers.stream().map(Teacher::name).toList();
    LambdaSnapshots snapshots =
        new LambdaSnapshots(
            spark,
            new SparkLambdaSnapshots(spark, rows.shards(), runArtefacts, teachers.size()),
            names);
    NetworkReport student =
        train(students, exports, "student", lesson("student", config), snapshots);
    List<NetworkReport> baselines = new ArrayList<>();
    for (BaselineConfig baseline : config.baselines()) {
      baselines.add(
          train(
              students,
              exports,
              "baselines/" + baseline.name(),
              lesson(baseline),
              new TrainingListener() {}));
    }
    return write(
        new RunReport(
            runId,
            config,
            data,
            student,
            teacherReports,
            baselines,
            snapshots.report(data.cleanLabelsKnown()),
            storeKeys(data, teachers)),
        names);
  }

  private List<Teacher> teachers(PreparedData data) {
    try (PackedOnDemand labelled = new PackedOnDemand(() -> pack(data, List.of()))) {
      SparkTeachers teachers =
          new SparkTeachers(
              session,
              store,
              data,
              config.evaluate(),
              config.cluster(),
              config.run().seed(),
              labelled);
      CrossFitting folds =
          new CrossFitting(spark, store, config, data, times, teachers, shards(data), labelled);
      Teacher[] ready = new Teacher[config.teachers().size()];
      for (int k : importedFirst()) {
        TeacherConfig teacher = config.teachers().get(k);
        Optional<TeacherModel> network =
            times.run("teacher " + teacher.name(), () -> network(teachers, teacher));
        Optional<SoftLabels> outOfFold = folds.outOfFold(teacher);
        ready[k] =
            times
                .run("soft labels", () -> teachers.teach(teacher, network))
                .withOutOfFold(outOfFold);
      }
      return List.of(ready);
    }
  }

  /** A teacher that does not fit the rows is told of before the training of others. */
  private List<Integer> importedFirst() {
    return IntStream.range(0, config.teachers().size())
        .boxed()
        .sorted(
            Comparator.comparing(
                k -> config.teachers().get(k).source() instanceof TeacherSource.Train))
        .toList();
  }

  private static Optional<TeacherModel> network(SparkTeachers teachers, TeacherConfig teacher) {
    int epochs = teacher.source() instanceof TeacherSource.Train train ? train.train().epochs() : 0;
    try (Progress progress = Progress.of("teacher " + teacher.name(), epochs)) {
      return teachers.network(teacher, progress);
    }
  }

  private SparkTrainingData pack(PreparedData data, List<SoftLabels> softLabels) {
    return shards(data).pack(softLabels, config.mixing().adaptive().validationRows());
  }

  private SparkShards shards(PreparedData data) {
    return new SparkShards(
        spark,
        data,
        config.train().workers(),
        config.run().seed(),
        config.evaluate().calibrationBins(),
        config.cluster().threadsPerReplica());
  }

  private static List<SoftLabels> softLabels(List<Teacher> teachers) {
    return teachers.stream().map(Teacher::softLabels).toList();
  }

  private List<NetworkReport> teacherReports(
      PreparedData data, List<Teacher> teachers, SparkTrainingData rows) {
    Split selection = SparkStudents.selection(data);
    List<NetworkReport> reports = new ArrayList<>();
    for (int k = 0; k < teachers.size(); k++) {
      Teacher teacher = teachers.get(k);
      // Logits tell what the students are really taught by, whatever a training's metrics say.
      Map<Split, Evaluation> evaluations = rows.evaluator().teacher(k);
      NetworkReport report =
          teacher.metrics().isEmpty()
              ? NetworkReport.of(teacher.name(), teacher.description(), evaluations, selection)
              : new NetworkReport(
                  teacher.name(),
                  teacher.description(),
                  NetworkReport.result(teacher.earlyStop()),
                  "",
                  teacher.metrics(),
                  selection);
      reports.add(report.withFolds(CrossFitting.report(teacher)));
    }
    return reports;
  }

  private static int best(List<NetworkReport> teachers) {
    int best = 0;
    for (int k = 1; k < teachers.size(); k++) {
      best =
          teachers.get(k).validationAccuracy() > teachers.get(best).validationAccuracy() ? k : best;
    }
    return best;
  }

  private NetworkReport train(
      SparkStudents students,
      Exports exports,
      String path,
      SparkStudents.Lesson lesson,
      TrainingListener listener) {
    return times.run(
        path.replace("baselines/", "baseline "),
        () -> {
          try (Progress progress = Progress.of(lesson.name(), lesson.train().epochs())) {
            TrainedNetwork network =
                students.train(lesson, TrainingListener.both(listener, progress));
            return exports.write(
                path, lesson.name(), network, lesson.train().learningRate().initial());
          }
        });
  }

  private static SparkStudents.Lesson lesson(String name, RunConfig config) {
    return new SparkStudents.Lesson(
        name, config.method(), config.student(), config.mixing(), config.train());
  }

  private static SparkStudents.Lesson lesson(BaselineConfig baseline) {
    return new SparkStudents.Lesson(
        baseline.name(),
        baseline.method(),
        baseline.student(),
        baseline.mixing(),
        baseline.train());
  }

  /** Names what the run took from the store, or put there. */
  private static Map<String, String> storeKeys(PreparedData data, List<Teacher> teachers) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("data", entry(data.artefact()));
    for (Teacher teacher : teachers) {
      teacher
          .model()
          .ifPresent(model -> keys.put("network of " + teacher.name(), entry(model.artefact())));
      keys.put("soft labels of " + teacher.name(), entry(teacher.softLabels().artefact()));
      CrossFitting.name(teacher, keys);
    }
    return keys;
  }

  static String entry(Artefact artefact) {
    return artefact.manifest().kind() + "/" + artefact.manifest().key();
  }

  private List<String> write(RunReport report, List<String> teachers) {
    folder.write("effective.conf", config.effective());
    folder.write("metrics.jsonl", report.metrics());
    folder.write("report.json", report.toJson());
    times.run(
        "page",
        () -> new RunPages(spark, report.data(), folder).write(report, lambdas(), teachers));
    folder.write("timings.json", times.toJson());
    List<String> summary = report.summary(folder.path(), times);
    folder.write("summary.txt", String.join("\n", summary) + "\n");
    folder.finish(runId);
    return summary;
  }

  private LambdaHistory lambdas() {
    return new LambdaHistory(store.storage(), folder.path());
  }

  /** Packs rows when they are first needed. */
  private static final class PackedOnDemand implements Supplier<SparkTrainingData>, AutoCloseable {
    private final Supplier<SparkTrainingData> pack;
    private SparkTrainingData packed;

    PackedOnDemand(Supplier<SparkTrainingData> pack) {
      this.pack = pack;
    }

    @Override
    public SparkTrainingData get() {
      if (packed == null) {
        packed = pack.get();
      }
      return packed;
    }

    @Override
    public void close() {
      if (packed != null) {
        packed.release();
      }
    }
  }
}
