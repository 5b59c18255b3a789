package org.almkd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.almkd.config.ConfigFile;
import org.almkd.config.InvalidConfigException;
import org.almkd.config.Purpose;
import org.almkd.config.RunConfig;
import org.almkd.config.RunConfigReader;
import org.almkd.model.NativeRuntime;
import org.almkd.storage.Storage;
import org.almkd.storage.StoredFile;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration, then starts Spark: a run file with a mistake costs a second, not a
 * cluster. What executors need of Java options and environment is set here, so that a bare
 * spark-submit is right, too.
 */
final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  /** Bytes of a run file: beyond them it is data by mistake, and parsing it would fill the heap. */
  private static final long MOST_CONFIG = 4 << 20;

  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";

  private static final String KEPT_BY_MALLOC = Integer.toString(512 << 20);
  private static final List<String> NATIVE_OPTIONS =
      List.of(
          "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
          "-Dorg.eclipse.deeplearning4j.helpers.disable=false");

  private Sessions() {}

  /** Returns the file systems that spark-submit was told of, without starting Spark. */
  static Storage storage() {
    return storage(new SparkConf());
  }

  /**
   * Does something with a session that several threads share fairly; threads are the native ones of
   * a replica.
   */
  static void share(String name, int threads, Consumer<SparkSession> job) {
    SparkConf conf = new SparkConf();
    // First come, first served would let the cell that started first starve the others.
    conf.setIfMissing("spark.scheduler.mode", "FAIR");
    run(conf, name, threads, job);
  }

  static int run(
      Main.RunFileCommand line, String runFile, List<String> overlays, List<String> overrides) {
    SparkCommand command = line.command();
    SparkConf conf = new SparkConf();
    Storage storage = storage(conf);
    RunConfig config = read(command.purpose(), storage, runFile, overlays, overrides);
    run(conf, config, session -> command.run(session, storage, config));
    return 0;
  }

  /** Does something with a session for a configuration that is known already. */
  static void run(RunConfig config, Consumer<SparkSession> job) {
    run(new SparkConf(), config, job);
  }

  private static void run(SparkConf conf, RunConfig config, Consumer<SparkSession> job) {
    run(conf, config.runId(), config.cluster().threadsPerReplica(), job);
  }

  private static void run(SparkConf conf, String name, int threads, Consumer<SparkSession> job) {
    // A session that was there before, as in a notebook, belongs to whoever made it.
    boolean ours = SparkSession.getDefaultSession().isEmpty();
    SparkSession session = start(conf, name, threads);
    try {
      NativeRuntime.prepare(threads);
      LOG.info(
          "Spark {} on {}; {}",
          session.version(),
          session.sparkContext().master(),
          NativeRuntime.describe());
      job.accept(session);
    } finally {
      if (ours) {
        session.close();
      }
    }
  }

  static Storage storage(SparkConf conf) {
    return new Storage(SparkHadoopUtil.get().newConfiguration(conf));
  }

  /** Reads a run file, where there is one, overlays and the keys that override both. */
  static RunConfig read(
      Purpose purpose,
      Storage storage,
      String runFile,
      List<String> overlays,
      List<String> overrides) {
    ConfigFile file = runFile == null ? ConfigFile.NONE : runFile(storage, runFile);
    return RunConfigReader.read(purpose, file, overlays(storage, overlays), overrides);
  }

  /** Reads a run file or a sweep file. */
  static ConfigFile runFile(Storage storage, String path) {
    return file(storage, path, "run file", "conf/runs/quickstart.conf", "--config");
  }

  /** Reads overlays, in their order. */
  static List<ConfigFile> overlays(Storage storage, List<String> paths) {
    return paths.stream()
        .map(path -> file(storage, path, "overlay", "conf/overlays/reduced.conf", "--overlay"))
        .toList();
  }

  /**
   * Reads a file of keys. A plain path is a file of the driver's machine, as those are that came
   * with {@code --files}; where there is none, it is sought in the default file system. A misspelt
   * path is a mistake in what was typed; starting again would not mend it.
   */
  private static ConfigFile file(
      Storage storage, String path, String kind, String example, String option) {
    File here = new File(path);
    if (path.isBlank() || (here.exists() && !here.isFile() && !here.isDirectory())) {
      throw new InvalidConfigException(
          List.of(
              "Cannot read the %s '%s': found no regular file; expected a file of keys in HOCON, such as %s; write it to a file, and name that after %s"
                  .formatted(kind, path, example, option)));
    }
    String address = here.exists() ? "file:" + here.getAbsolutePath() : path;
    Optional<StoredFile> there = storage.find(address);
    if (there.isPresent() && there.get().bytes() > MOST_CONFIG) {
      throw new InvalidConfigException(
          List.of(
              "Cannot read the %s %s: found %d bytes; expected a file of keys in HOCON, at most %d; check the path after %s"
                  .formatted(kind, path, there.get().bytes(), MOST_CONFIG, option)));
    }
    if (there.isEmpty() || there.get().folder()) {
      String found = there.isPresent() ? "found a folder" : "found no such file";
      throw new InvalidConfigException(
          List.of(
              "Cannot read the %s %s: %s; expected a file of keys in HOCON, such as %s; check the path after %s"
                  .formatted(kind, path, found, example, option)));
    }
    return new ConfigFile(path, new String(storage.read(address), UTF_8));
  }

  /** Starts Spark, or takes the session that is there. */
  static SparkSession start(SparkConf conf, String name, int threads) {
    requireModuleOptions();
    conf.setIfMissing("spark.master", "local[*,4]");
    conf.setIfMissing("spark.app.name", "almkd " + name);
    String options = conf.get(EXECUTOR_OPTIONS, "");
    conf.set(EXECUTOR_OPTIONS, (options + " " + String.join(" ", NATIVE_OPTIONS)).strip());
    conf.setExecutorEnv("OMP_NUM_THREADS", Integer.toString(threads));
    // One native heap for each of many threads makes the process grow.
    conf.setIfMissing("spark.executorEnv.MALLOC_ARENA_MAX", "2");
    // Else each large array of a step is mapped anew from the kernel, and cleared.
    conf.setIfMissing("spark.executorEnv.MALLOC_MMAP_THRESHOLD_", KEPT_BY_MALLOC);
    conf.setIfMissing("spark.executorEnv.MALLOC_TRIM_THRESHOLD_", KEPT_BY_MALLOC);
    // Some processors compute wrong results with the BLAS that ND4J ships unless these are set.
    // Executors log in the form that the driver does.
    for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
      if (variable.getKey().startsWith("OPENBLAS_") || variable.getKey().equals("ALMKD_LOG")) {
        conf.setExecutorEnv(variable.getKey(), variable.getValue());
      }
    }
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /** Without them Spark dies of an IllegalAccessError that helps nobody. */
  private static void requireModuleOptions() {
    if (!Object.class.getModule().isOpen("sun.nio.ch", Sessions.class.getModule())) {
      throw new InvalidConfigException(
          List.of(
              "Cannot start Spark: found a JVM without the options that Spark needs on Java 17, as"
                  + " the driver of a standalone cluster is in cluster mode; expected"
                  + " --add-opens=java.base/sun.nio.ch=ALL-UNNAMED; submit with --conf"
                  + " spark.driver.extraJavaOptions=--add-opens=java.base/sun.nio.ch=ALL-UNNAMED,"
                  + " or by job/submit.sh"));
    }
  }
}
