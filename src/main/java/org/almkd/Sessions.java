package org.almkd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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

  static int run(Main.RunFileCommand line, String runFile, List<String> overrides) {
    SparkCommand command = line.command();
    SparkConf conf = new SparkConf();
    Storage storage = storage(conf);
    RunConfig config = read(command.purpose(), storage, runFile, overrides);
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

  /** Reads a run file, where there is one, and the keys that override it. */
  static RunConfig read(Purpose purpose, Storage storage, String runFile, List<String> overrides) {
    if (runFile == null) {
      return RunConfigReader.read(purpose, overrides);
    }
    requireRunFile(storage, runFile);
    String text = new String(storage.read(runFile), UTF_8);
    return RunConfigReader.read(purpose, runFile, text, overrides);
  }

  /** A misspelt path is a mistake in what was typed; starting again would not mend it. */
  static void requireRunFile(Storage storage, String runFile) {
    Optional<StoredFile> file = storage.find(runFile);
    if (file.isPresent() && file.get().bytes() > MOST_CONFIG) {
      throw new InvalidConfigException(
          List.of(
              "Cannot read the run file %s: found %d bytes; expected a file of keys in HOCON, at most %d; check the path after --config"
                  .formatted(runFile, file.get().bytes(), MOST_CONFIG)));
    }
    if (file.isEmpty() || file.get().folder()) {
      String found = file.isPresent() ? "found a folder" : "found no such file";
      throw new InvalidConfigException(
          List.of(
              "Cannot read the run file %s: %s; expected a file of keys in HOCON, such as conf/runs/quickstart.conf; check the path after --config"
                  .formatted(runFile, found)));
    }
  }

  /** Starts Spark, or takes the session that is there. */
  static SparkSession start(SparkConf conf, String name, int threads) {
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
    for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
      if (variable.getKey().startsWith("OPENBLAS_")) {
        conf.setExecutorEnv(variable.getKey(), variable.getValue());
      }
    }
    return SparkSession.builder().config(conf).getOrCreate();
  }
}
