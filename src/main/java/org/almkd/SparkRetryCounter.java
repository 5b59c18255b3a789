package org.almkd;

import org.almkd.storage.RetryCounter;
import org.almkd.storage.RetryCounts;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Counts retries of the driver and of tasks: what a task counts comes to the driver when it ends
 * well, so that counts are lower bounds where tasks failed.
 */
final class SparkRetryCounter implements RetryCounter {
  private static final long serialVersionUID = 1L;

  private final LongAccumulator taskRepeats;
  private final LongAccumulator taskClientRepeats;

  /** The driver's own: Spark merges what tasks send in a thread of its own. */
  private long repeats;

  private long clientRepeats;

  SparkRetryCounter(SparkContext spark) {
    taskRepeats = spark.longAccumulator("storage retries");
    taskClientRepeats = spark.longAccumulator("storage client retries");
  }

  @Override
  public synchronized void add(long more, long moreOfClient) {
    if (TaskContext.get() == null) {
      repeats += more;
      clientRepeats += moreOfClient;
    } else {
      taskRepeats.add(more);
      taskClientRepeats.add(moreOfClient);
    }
  }

  @Override
  public synchronized RetryCounts counts() {
    return new RetryCounts(repeats + taskRepeats.sum(), clientRepeats + taskClientRepeats.sum());
  }
}
