package org.almkd;

import org.almkd.storage.RetryCounter;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Counts retries of the driver and of tasks: what a task counts comes to the driver when it ends
 * well, so that the count is a lower bound where tasks failed.
 */
final class SparkRetryCounter implements RetryCounter {
  private static final long serialVersionUID = 1L;

  private final LongAccumulator ofTasks;

  /** The driver's own: Spark merges what tasks send in a thread of its own. */
  private long ofDriver;

  SparkRetryCounter(SparkContext spark) {
    ofTasks = spark.longAccumulator("storage retries");
  }

  @Override
  public synchronized void add() {
    if (TaskContext.get() == null) {
      ofDriver++;
    } else {
      ofTasks.add(1);
    }
  }

  @Override
  public synchronized long count() {
    return ofDriver + ofTasks.sum();
  }
}
