package org.almkd.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import scala.collection.Iterator;
import scala.collection.immutable.Range$;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * A job over shards, for what is run hundreds of times in a training. The same as {@code
 * shards.map(work).collect()}, which before each job parses the byte code of Spark's own lambdas in
 * search of what they capture: milliseconds, where a round of a small network takes ten. Functions
 * that are classes, as here, are not searched.
 */
public final class SparkShardJob {
  private SparkShardJob() {}

  /**
   * Runs a function on every element and returns the results in the order of partitions and
   * elements. Both must be serializable, and tasks are retried as those of any job.
   */
  public static <T, R> List<R> collect(JavaRDD<T> elements, Function<T, R> work) {
    int partitions = elements.getNumPartitions();
    List<List<R>> results = new ArrayList<>(Collections.nCopies(partitions, List.of()));
    elements
        .context()
        .runJob(
            elements.rdd(),
            new Task<>(work),
            Range$.MODULE$.apply(0, partitions),
            new Collector<>(results),
            ClassTag$.MODULE$.<List<R>>apply(List.class));
    return results.stream().flatMap(List::stream).toList();
  }

  /** Executor side: the results of one partition. */
  private static final class Task<T, R> extends AbstractFunction2<TaskContext, Iterator<T>, List<R>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Function<T, R> work;

    Task(Function<T, R> work) {
      this.work = work;
    }

    @Override
    public List<R> apply(TaskContext context, Iterator<T> elements) {
      ArrayList<R> results = new ArrayList<>();
      while (elements.hasNext()) {
        results.add(call(elements.next()));
      }
      return results;
    }

    private R call(T element) {
      try {
        return work.call(element);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("A task failed with a checked exception", e);
      }
    }
  }

  /**
   * Driver side: puts the results of each partition into its place, in whatever order they come.
   */
  private static final class Collector<R> extends AbstractFunction2<Object, List<R>, BoxedUnit> {
    private final List<List<R>> results;

    Collector(List<List<R>> results) {
      this.results = results;
    }

    @Override
    public BoxedUnit apply(Object partition, List<R> part) {
      results.set((Integer) partition, part);
      return BoxedUnit.UNIT;
    }
  }
}
