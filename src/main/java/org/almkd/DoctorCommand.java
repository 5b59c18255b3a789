package org.almkd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.almkd.config.InvalidConfigException;
import org.almkd.config.Purpose;
import org.almkd.config.RunConfig;
import org.almkd.doctor.Check;
import org.almkd.doctor.CheckKind;
import org.almkd.doctor.CheckResult;
import org.almkd.doctor.Diagnosis;
import org.almkd.doctor.JvmChecks;
import org.almkd.doctor.JvmFacts;
import org.almkd.doctor.JvmProbe;
import org.almkd.doctor.MemoryChecks;
import org.almkd.doctor.PathChecks;
import org.almkd.doctor.PathProbe;
import org.almkd.doctor.RunSizes;
import org.almkd.doctor.SparkExecutorProbe;
import org.almkd.doctor.SparkSettings;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks driver, executors, settings and files before a run; changes nothing. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Checks driver and executors before a run: Java, native libraries, threads, memory, and with",
      "a run file also its keys, paths, rows and teachers. Prints a line a check. Exits with 0, or",
      "with the code of the first failed check: 2 configuration, 3 data, 5 storage, 7 machine."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final String DRIVER = "driver";

  @Option(
      names = "--config",
      paramLabel = "RUN.conf",
      description = "Run file: a path, file:, hdfs: or s3a: address. Without: the machines alone.")
  private String runFile;

  @Option(
      names = "--overlay",
      paramLabel = "FILE",
      description =
          "File whose keys win over those of the run file, and lose to key=value; may be repeated, later ones win.")
  private List<String> overlays = List.of();

  @Option(names = "--json", description = "Print one JSON object in place of lines.")
  private boolean json;

  @Parameters(
      arity = "0..*",
      paramLabel = "key=value",
      description = "Keys that override the run file, in HOCON.")
  private List<String> overrides = List.of();

  private final List<CheckResult> results = new ArrayList<>();

  @Override
  public Integer call() {
    SparkConf conf = new SparkConf();
    Storage storage = Sessions.storage(conf);
    Optional<RunConfig> config = config(storage);
    int threads = config.map(c -> c.cluster().threadsPerReplica()).orElse(1);
    boolean ours = SparkSession.getDefaultSession().isEmpty();
    Optional<SparkSession> session = session(conf, threads);
    try {
      examine(storage, config, session);
    } finally {
      if (ours) {
        session.ifPresent(SparkSession::close);
      }
    }
    Diagnosis diagnosis = new Diagnosis(results);
    Console.print(json ? json(diagnosis) : String.join("\n", diagnosis.lines()));
    return diagnosis.exitCode();
  }

  private Optional<RunConfig> config(Storage storage) {
    Check check = new Check(CheckKind.CONFIG, "config", DRIVER);
    if (runFile == null && overrides.isEmpty() && overlays.isEmpty()) {
      results.add(
          check.warn(
              "no run file, so that paths, rows and memory are not checked",
              "one",
              "name it: doctor --config RUN.conf"));
      return Optional.empty();
    }
    try {
      RunConfig config = Sessions.read(Purpose.DISTILL, storage, runFile, overlays, overrides);
      results.add(check.ok("all keys are known and in range, run id " + config.runId(), ""));
      return Optional.of(config);
    } catch (InvalidConfigException e) {
      results.add(check.fail(e));
    } catch (StorageException e) {
      results.add(new Check(CheckKind.STORAGE, "config", DRIVER).fail(e));
    }
    return Optional.empty();
  }

  private Optional<SparkSession> session(SparkConf conf, int threads) {
    Check check = new Check(CheckKind.MACHINE, "spark", DRIVER);
    try {
      SparkSession session = Sessions.start(conf, "doctor", threads);
      String found = "Spark " + session.version() + " on " + session.sparkContext().master();
      results.add(check.ok(found, ""));
      return Optional.of(session);
    } catch (Exception | LinkageError e) {
      // Spark throws checked exceptions that it does not declare; whatever it is, it is the news.
      results.add(
          check.fail(
              "Spark does not start: " + e,
              "a session",
              "start with spark-submit, and see the lines on Java below"));
      return Optional.empty();
    }
  }

  private void examine(
      Storage storage, Optional<RunConfig> config, Optional<SparkSession> session) {
    int threads = config.map(c -> c.cluster().threadsPerReplica()).orElse(1);
    String options = JavaModuleOptions.defaultModuleOptions();
    Optional<JavaSparkContext> spark =
        session.map(s -> JavaSparkContext.fromSparkContext(s.sparkContext()));
    Optional<SparkSettings> settings = spark.map(SparkSettings::of);
    JvmFacts driver = JvmProbe.gather(DRIVER, options, threads);
    results.addAll(JvmChecks.all(driver, threads, driverSlots(settings)));
    List<JvmFacts> executors = new ArrayList<>();
    PathProbe paths = RunPaths.probe(storage, config, UUID.randomUUID().toString());
    List<String> missing = missing(paths);
    try {
      paths.fromDriver().forEach(fact -> results.add(PathChecks.path(fact)));
      spark.ifPresent(s -> executors.addAll(askExecutors(s, options, threads, paths)));
    } finally {
      clean(paths, missing);
    }
    Optional<RunSizes> sizes =
        config.isPresent() && session.isPresent()
            ? new RunNeeds(session.get(), storage, config.get()).check(results)
            : Optional.empty();
    settings.ifPresent(s -> memory(driver, executors, s, sizes));
  }

  /** A driver trains nothing, unless its threads are the executors. */
  private static int driverSlots(Optional<SparkSettings> settings) {
    return settings.filter(SparkSettings::local).map(SparkSettings::slots).orElse(1);
  }

  private static List<String> missing(PathProbe paths) {
    try {
      return paths.missingFolders();
    } catch (StorageException e) {
      // The same address fails again when it is written to, which is a check's to tell.
      return List.of();
    }
  }

  private void clean(PathProbe paths, List<String> missing) {
    try {
      paths.clean(missing);
    } catch (StorageException e) {
      results.add(new Check(CheckKind.STORAGE, "clean-up", DRIVER).warn(e.getMessage(), "", ""));
    }
  }

  private List<JvmFacts> askExecutors(
      JavaSparkContext spark, String options, int threads, PathProbe paths) {
    List<JvmFacts> executors = new ArrayList<>();
    try {
      int slots = SparkSettings.of(spark).slots();
      for (SparkExecutorProbe.Facts facts :
          SparkExecutorProbe.run(spark, options, threads, paths)) {
        results.addAll(JvmChecks.all(facts.jvm(), threads, slots));
        facts.paths().forEach(fact -> results.add(PathChecks.path(fact)));
        executors.add(facts.jvm());
      }
    } catch (Exception e) {
      // As above.
      results.add(
          new Check(CheckKind.MACHINE, "spark-job", "executor")
              .fail(
                  "a job of small tasks failed: " + e.getMessage(),
                  "executors that answer",
                  "see the log of the executors"));
    }
    return executors;
  }

  private void memory(
      JvmFacts driver, List<JvmFacts> executors, SparkSettings spark, Optional<RunSizes> sizes) {
    results.addAll(MemoryChecks.driver(driver, spark, sizes));
    executors.forEach(e -> results.addAll(MemoryChecks.executor(e, spark, sizes)));
  }

  private static String json(Diagnosis diagnosis) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("exitCode", diagnosis.exitCode());
    json.put("checks", diagnosis.results().stream().map(CheckResult::toJson).toList());
    try {
      return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("texts and a number are always JSON", e);
    }
  }
}
