package org.almkd.doctor;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/** Gathers the facts of executors with a small job of more tasks than run at a time. */
public final class SparkExecutorProbe {
  private static final int TASKS_A_SLOT = 2;

  private SparkExecutorProbe() {}

  /**
   * What was found on an executor.
   *
   * @param jvm its JVM
   * @param paths the paths, used from there
   */
  public record Facts(JvmFacts jvm, List<PathFacts> paths) implements Serializable {}

  /**
   * Asks every executor that gets a task.
   *
   * @param spark the context
   * @param moduleOptions options that Spark's launcher gives to its JVMs
   * @param threads native threads of a replica
   * @param paths what to read and write there
   */
  public static List<Facts> run(
      JavaSparkContext spark, String moduleOptions, int threads, PathProbe paths) {
    int tasks = TASKS_A_SLOT * spark.defaultParallelism();
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    Map<String, Facts> found = new LinkedHashMap<>();
    spark
        .parallelize(numbers, tasks)
        .map(new Task(moduleOptions, threads, paths))
        .collect()
        .forEach(facts -> found.putIfAbsent(facts.jvm().where(), facts));
    return new ArrayList<>(found.values());
  }

  /** Executor side: looks around once in a JVM. */
  private static final class Task implements Function<Integer, Facts> {
    /** Facts of one doctor: the tasks of a JVM need not look twice. */
    private static final Map<String, Facts> FOUND = new ConcurrentHashMap<>();

    private final String moduleOptions;
    private final int threads;
    private final PathProbe paths;

    Task(String moduleOptions, int threads, PathProbe paths) {
      this.moduleOptions = moduleOptions;
      this.threads = threads;
      this.paths = paths;
    }

    @Override
    public Facts call(Integer number) {
      FOUND.keySet().removeIf(token -> !token.equals(paths.token()));
      return FOUND.computeIfAbsent(paths.token(), token -> look());
    }

    private Facts look() {
      String id = SparkEnv.get().executorId();
      // In local mode the one executor calls itself driver.
      String where = "executor " + (id.equals("driver") ? "0" : id);
      return new Facts(
          JvmProbe.gather(where, moduleOptions, threads), paths.fromExecutor(where, id));
    }
  }
}
