package org.almkd.doctor;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What Spark was told of sizes.
 *
 * @param local whether executors are threads of the driver
 * @param executors executors that are asked for, at least 1
 * @param slots tasks at a time on one executor
 * @param maxResultBytes most bytes that tasks of a job send to the driver; 0: no limit
 * @param overheadBytes memory of an executor's container besides its heap; 0: no container is asked
 *     for
 */
public record SparkSettings(
    boolean local, int executors, int slots, long maxResultBytes, long overheadBytes) {
  private static final String KUBERNETES = "k8s";
  private static final String EXECUTOR_MEMORY = "spark.executor.memory";
  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String OVERHEAD_FACTOR = "spark.executor.memoryOverheadFactor";
  private static final String KUBERNETES_FACTOR = "spark.kubernetes.memoryOverheadFactor";
  private static final double DEFAULT_FACTOR = 0.1;
  private static final long LEAST_OVERHEAD_MIB = 384;

  /** Reads them from a session that runs. */
  public static SparkSettings of(JavaSparkContext spark) {
    SparkConf conf = spark.getConf();
    String master = spark.master();
    boolean local = spark.isLocal();
    int cpus = conf.getInt("spark.task.cpus", 1);
    int executors = local ? 1 : Math.max(1, conf.getInt("spark.executor.instances", 1));
    int slots =
        local
            ? spark.defaultParallelism()
            : conf.getInt("spark.executor.cores", spark.defaultParallelism() / executors);
    boolean container = master.startsWith("yarn") || master.startsWith(KUBERNETES);
    return new SparkSettings(
        local,
        executors,
        Math.max(1, slots / cpus),
        conf.getSizeAsBytes("spark.driver.maxResultSize", "1g"),
        container ? overhead(conf, master) : 0);
  }

  /** Returns the bytes of a container besides the heap, as Spark computes them for a master. */
  static long overhead(SparkConf conf, String master) {
    double standardFactor =
        master.startsWith(KUBERNETES)
            ? conf.getDouble(KUBERNETES_FACTOR, DEFAULT_FACTOR)
            : DEFAULT_FACTOR;
    double factor = conf.getDouble(OVERHEAD_FACTOR, standardFactor);
    long standard =
        Math.max(LEAST_OVERHEAD_MIB, (long) (factor * conf.getSizeAsMb(EXECUTOR_MEMORY, "1g")));
    return Bytes.MIB * conf.getSizeAsMb(OVERHEAD, standard + "m");
  }
}
