package org.almkd.train;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;

/**
 * Rows that executors keep in mapped files beside Spark's cache, which holds only their numbers:
 * forgetting the rows means forgetting both.
 */
final class SparkMappedRows<T> extends JavaRDD<T> {
  private static final long serialVersionUID = 1L;

  private final transient JavaRDD<Integer> numbers;
  private final transient List<Broadcast<?>> recipes;
  private transient boolean forgotten;

  /**
   * Wraps rows.
   *
   * @param rows made of the numbers
   * @param numbers numbers of shards, persisted
   * @param recipes what the shards live as long as
   */
  SparkMappedRows(JavaRDD<T> rows, JavaRDD<Integer> numbers, List<Broadcast<?>> recipes) {
    super(rows.rdd(), rows.classTag());
    this.numbers = numbers;
    this.recipes = List.copyOf(recipes);
  }

  /** Returns what Spark's cache holds. */
  JavaRDD<Integer> numbers() {
    return numbers;
  }

  @Override
  public JavaRDD<T> unpersist() {
    return unpersist(false);
  }

  @Override
  public JavaRDD<T> unpersist(boolean blocking) {
    numbers.unpersist(blocking);
    // Rows may be forgotten twice, a broadcast destroyed but once.
    if (!forgotten) {
      forgotten = true;
      recipes.forEach(Broadcast::destroy);
    }
    return this;
  }
}
