package org.almkd.data;

import org.apache.spark.sql.SparkSession;

/** The one Spark session that tests share; started on first use. */
public final class LocalSpark {
  private static final int CORES = 2;
  private static int cores;

  private LocalSpark() {}

  /** A session on two cores. */
  public static SparkSession session() {
    return session(CORES);
  }

  /** A session on so many cores; a session on another number is stopped first. */
  public static synchronized SparkSession session(int wanted) {
    if (cores != 0 && cores != wanted) {
      SparkSession.active().stop();
    }
    cores = wanted;
    return SparkSession.builder()
        .master("local[" + wanted + ",4]")
        .appName("almkd tests")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", 2)
        .getOrCreate();
  }
}
