package org.almkd;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts the tasks of a session that fail: a mistake in the input is not worth a second try. */
final class FailedTasks extends SparkListener implements AutoCloseable {
  private final SparkContext spark;
  private final AtomicInteger count = new AtomicInteger();

  FailedTasks(SparkContext spark) {
    this.spark = spark;
    spark.addSparkListener(this);
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    if (!task.taskInfo().successful()) {
      count.incrementAndGet();
    }
  }

  int count() {
    try {
      spark.listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new AssertionError("Spark's events are late", e);
    }
    return count.get();
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
