package org.almkd.train;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** How much heap the executors of a context have for shards. */
final class SparkShardMemory {
  private SparkShardMemory() {}

  /**
   * Returns what shards need and have.
   *
   * @param bytes bytes of all shards
   * @param workers shards of each split
   */
  static ShardMemory of(JavaSparkContext spark, long bytes, int workers) {
    if (spark.isLocal()) {
      return new ShardMemory(bytes, workers, 1, Runtime.getRuntime().maxMemory());
    }
    SparkConf conf = spark.getConf();
    return new ShardMemory(
        bytes, workers, executors(spark, conf), conf.getSizeAsBytes("spark.executor.memory", "1g"));
  }

  /** With dynamic allocation, and where no number was asked for, those that are there. */
  private static int executors(JavaSparkContext spark, SparkConf conf) {
    int there = Math.max(1, spark.sc().statusTracker().getExecutorInfos().length - 1);
    boolean dynamic = conf.getBoolean("spark.dynamicAllocation.enabled", false);
    return dynamic ? there : Math.max(1, conf.getInt("spark.executor.instances", there));
  }
}
