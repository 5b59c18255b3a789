package org.almkd.train;

import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;

/** Labels jobs, so that the Spark UI shows stages of distillation rather than line numbers. */
public final class SparkJobs {
  private SparkJobs() {}

  /** Runs something whose jobs are shown under a description; the label before is not kept. */
  public static <T> T inGroup(JavaSparkContext spark, String description, Supplier<T> work) {
    spark.setJobGroup(description, description);
    try {
      return work.get();
    } finally {
      spark.clearJobGroup();
    }
  }
}
