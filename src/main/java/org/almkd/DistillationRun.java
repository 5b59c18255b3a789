package org.almkd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.almkd.config.BaselineConfig;
import org.almkd.config.RunConfig;
import org.almkd.config.TeacherConfig;
import org.almkd.config.TeacherSource;
import org.almkd.data.LeftOut;
import org.almkd.data.PreparedData;
import org.almkd.data.SparkDataStage;
import org.almkd.data.Split;
import org.almkd.evaluate.Evaluation;
import org.almkd.method.Curriculum;
import org.almkd.method.Doubted;
import org.almkd.method.Faculty;
import org.almkd.method.Lesson;
import org.almkd.method.SparkDoubts;
import org.almkd.method.SparkIntermediates;
import org.almkd.method.SparkNetworks;
import org.almkd.method.SparkStudents;
import org.almkd.method.SparkTeachers;
import org.almkd.method.Teacher;
import org.almkd.report.LambdaHistory;
import org.almkd.report.Lineage;
import org.almkd.report.NetworkReport;
import org.almkd.report.RunFolder;
import org.almkd.report.RunReport;
import org.almkd.report.StageTimes;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.RunUses;
import org.almkd.storage.Storage;
import org.almkd.storage.WriteProbe;
import org.almkd.teacher.SoftLabels;
import org.almkd.teacher.SparkDoubtTargetPass;
import org.almkd.teacher.TeacherModel;
import org.almkd.train.SparkPackings;
import org.almkd.train.SparkShards;
import org.almkd.train.SparkTrainingData;
import org.almkd.train.TrainingListener;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run from rows to report: data, teachers, soft labels, student with its lambda passes,
 * baselines, run folder. Only this class sees the whole configuration.
 */
final class DistillationRun {
  private static final Logger LOG = LoggerFactory.getLogger(DistillationRun.class);

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final RunConfig config;
  private final String runId;
  private final RunFolder folder;
  private final RunOwnership ownership;
  private final ArtefactStore store;
  private final ArtefactStore runArtefacts;
  private final StageTimes times = new StageTimes();

  DistillationRun(
      SparkSession session,
      Storage storage,
      RunConfig config,
      String runId,
      RunFolder folder,
      RunOwnership ownership) {
    this.ownership = ownership;
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.config = config;
    this.runId = runId;
    this.folder = folder.guardedBy(ownership::requireToGoOn);
    WriteProbe.require(storage, config.storeDir());
    RunUses uses = RunUses.begin(storage, folder.path(), config.storeDir());
    this.store = ArtefactStore.usedBy(uses, storage, config.storeDir());
    this.runArtefacts = new ArtefactStore(storage, folder.path());
  }

  /** Does everything and returns the last lines of the log. */
  List<String> run() {
    TeacherFiles.require(store.storage(), config.teachers());
    PreparedData data =
        times.run("data", () -> new SparkDataStage(session, store).prepare(config.data()));
    DataRequirements.check(config, data);
    if (data.augmentation().changes()
        && data.augmentation().views() == 0
        && !runsTeachers()
        && !config.teachers().isEmpty()) {
      LOG.warn(
          "students are trained on changed pictures whose teachers were shown the pictures as they are; data.images.augmentation.soft-labels = views or live shows both the same");
    }
    List<Teacher> teachers = teachers(data);
    try (SparkPackings packings = packings(data)) {
      return distil(data, teachers, packings);
    }
  }

  private List<String> distil(PreparedData data, List<Teacher> teachers, SparkPackings packings) {
    SparkTrainingData rows = times.run("packing", () -> packings.of(softLabels(teachers)));
    List<NetworkReport> teacherReports =
        times.run("teacher evaluation", () -> teacherReports(data, teachers, rows));
    int best = best(teacherReports);
    Faculty faculty =
        runsTeachers() ? Faculty.live(teachers, best) : new Faculty(softLabels(teachers), best);
    Exports exports = new Exports(folder, data);
    teachers.forEach(exports::copy);
    StudentTraining training = training(data, packings, teachers, faculty, exports);
    LambdaSnapshots snapshots = new LambdaSnapshots(spark, runArtefacts, ownership::requireToGoOn);
    StudentTraining.Result student =
        training.train("student", "student", lesson(), c -> snapshots.of(rows(packings, c), c));
    Map<String, Lineage> lineages = new LinkedHashMap<>(Map.of("student", student.lineage()));
    List<NetworkReport> baselines = new ArrayList<>();
    for (BaselineConfig baseline : config.baselines()) {
      String name = baseline.name();
      StudentTraining.Result trained =
          training.train(
              "baseline " + name,
              "baselines/" + name,
              lesson(baseline),
              c -> new TrainingListener() {});
      baselines.add(trained.report());
      lineages.put("baselines." + name, trained.lineage());
    }
    return write(
        new RunReport(
            runId,
            config,
            data,
            student.report(),
            teacherReports,
            baselines,
            lineages,
            snapshots.report(data.cleanLabelsKnown()),
            training.doubted().stream().findFirst().map(d -> DoubtReports.of(d, data)),
            storeKeys(data, teachers, training.doubted())),
        student.teachers());
  }

  private boolean runsTeachers() {
    return config.data().images().augmentation().runsTeachers();
  }

  private static SparkTrainingData rows(SparkPackings packings, Curriculum curriculum) {
    return packings.of(curriculum.teachers().softLabels());
  }

  private StudentTraining training(
      PreparedData data,
      SparkPackings packings,
      List<Teacher> teachers,
      Faculty faculty,
      Exports exports) {
    long seed = config.run().seed();
    SparkStudents students =
        new SparkStudents(spark, data, packings, config.evaluate(), ownership.checkpoints()::of);
    SparkNetworks networks = new SparkNetworks(spark, store, data, config.cluster());
    SparkIntermediates intermediates =
        new SparkIntermediates(
            networks, students, data, config.evaluate(), seed, doubts(data, packings, teachers));
    return new StudentTraining(students, intermediates, faculty, data, exports, times);
  }

  private SparkDoubts doubts(PreparedData data, SparkPackings packings, List<Teacher> teachers) {
    return new SparkDoubts(
        spark,
        data,
        packings,
        new SparkDoubtTargetPass(spark, store, data),
        trainer(data, packings),
        config.teachers(),
        teachers);
  }

  private SparkTeachers trainer(PreparedData data, SparkPackings labelled) {
    return new SparkTeachers(
        session,
        store,
        data,
        config.evaluate(),
        config.cluster(),
        config.run().seed(),
        () -> labelled.of(List.of()),
        ownership.checkpoints()::of);
  }

  private List<Teacher> teachers(PreparedData data) {
    try (SparkPackings labelled = packings(data)) {
      SparkTeachers teachers = trainer(data, labelled);
      CrossFitting folds =
          new CrossFitting(
              spark,
              store,
              config,
              data,
              times,
              teachers,
              shards(data),
              () -> labelled.of(List.of()));
      Map<Integer, List<Teacher>> ready = new TreeMap<>();
      for (int k : importedFirst()) {
        TeacherConfig teacher = config.teachers().get(k);
        Optional<TeacherModel> network =
            times.run("teacher " + teacher.name(), () -> network(teachers, teacher));
        Optional<SoftLabels> outOfFold = folds.outOfFold(teacher);
        ready.put(k, times.run("soft labels", () -> taught(teachers, teacher, network, outOfFold)));
      }
      return ready.values().stream().flatMap(List::stream).toList();
    }
  }

  /** What a training has kept on its way comes before what it ended with. */
  private static List<Teacher> taught(
      SparkTeachers teachers,
      TeacherConfig config,
      Optional<TeacherModel> network,
      Optional<SoftLabels> outOfFold) {
    List<Teacher> all = new ArrayList<>(teachers.checkpoints(config));
    all.add(teachers.teach(config, network).withOutOfFold(outOfFold));
    return all;
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

  private Optional<TeacherModel> network(SparkTeachers teachers, TeacherConfig teacher) {
    int epochs = teacher.source() instanceof TeacherSource.Train train ? train.train().epochs() : 0;
    try (Progress progress = Progress.of("teacher " + teacher.name(), epochs)) {
      return teachers.network(teacher, progress.and(times));
    }
  }

  private SparkPackings packings(PreparedData data) {
    return new SparkPackings(shards(data), config.mixing().adaptive().validationRows());
  }

  private SparkShards shards(PreparedData data) {
    return new SparkShards(
        spark,
        data,
        config.train().workers(),
        config.run().seed(),
        config.evaluate().calibrationBins(),
        config.cluster());
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

  private Lesson lesson() {
    return new Lesson(
        "student",
        config.method(),
        config.student(),
        config.mixing(),
        config.train(),
        config.intermediates(),
        config.run().seed());
  }

  private Lesson lesson(BaselineConfig baseline) {
    return new Lesson(
        baseline.name(),
        baseline.method(),
        baseline.student(),
        baseline.mixing(),
        baseline.train(),
        baseline.intermediates(),
        config.run().seed());
  }

  /** Names what the run took from the store, or put there. */
  private static Map<String, String> storeKeys(
      PreparedData data, List<Teacher> teachers, List<Doubted> doubted) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("data", entry(data.artefact()));
    for (Teacher teacher : teachers) {
      teacher
          .model()
          .ifPresent(model -> keys.put("network of " + teacher.name(), entry(model.artefact())));
      keys.put("soft labels of " + teacher.name(), entry(teacher.softLabels().artefact()));
      CrossFitting.name(teacher, keys);
    }
    Map<String, String> targets = new TreeMap<>();
    doubted.forEach(d -> d.targets().forEach((what, made) -> targets.put(what, entry(made))));
    keys.putAll(targets);
    return keys;
  }

  private static String entry(SoftLabels softLabels) {
    return entry(softLabels.artefact());
  }

  static String entry(Artefact artefact) {
    return artefact.manifest().kind() + "/" + artefact.manifest().key();
  }

  private List<String> write(RunReport report, List<String> teachers) {
    folder.write("effective.conf", config.effective());
    folder.write("metrics.jsonl", report.metrics());
    folder.write("report.json", report.toJson());
    LeftOut leftOut = report.data().leftOut();
    if (leftOut.records() > 0) {
      folder.write("left-out.txt", leftOut.text());
    }
    times.run(
        "page",
        () -> new RunPages(spark, report.data(), folder).write(report, lambdas(), teachers));
    folder.write("timings.json", times.toJson(retries()));
    List<String> summary = report.summary(folder.path(), times);
    folder.write("summary.txt", String.join("\n", summary) + "\n");
    folder.finish(runId);
    return summary;
  }

  private long retries() {
    long retries = store.storage().retries();
    if (retries > 0) {
      LOG.info("storage: {} requests were made again until they succeeded", retries);
    }
    return retries;
  }

  private LambdaHistory lambdas() {
    return new LambdaHistory(store.storage(), folder.path());
  }
}
