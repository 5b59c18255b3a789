package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.junit.jupiter.api.Test;

class SparkShardJobTest {
  private static final List<Integer> NUMBERS = IntStream.range(0, 11).boxed().toList();

  private static JavaRDD<Integer> numbers(int partitions) {
    return JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext())
        .parallelize(NUMBERS, partitions);
  }

  @Test
  void resultsAreThoseOfMapAndCollectInTheirOrder() {
    Function<Integer, String> work = n -> "n" + n;
    for (int partitions : new int[] {1, 3, 20}) {
      assertThat(SparkShardJob.collect(numbers(partitions), work))
          .isEqualTo(numbers(partitions).map(work).collect());
    }
  }

  /** The last partition ends first. */
  @Test
  void theOrderIsNotThatInWhichTasksEnd() {
    Function<Integer, Integer> work =
        n -> {
          Thread.sleep(n < 6 ? 100 : 0);
          return n;
        };
    assertThat(SparkShardJob.collect(numbers(2), work)).isEqualTo(NUMBERS);
  }

  @Test
  void failedTasksAreRetried() {
    Function<Integer, Integer> work =
        n -> {
          if (n == 3 && TaskContext.get().attemptNumber() == 0) {
            throw new IOException("the first attempt fails");
          }
          return n;
        };
    assertThat(SparkShardJob.collect(numbers(3), work)).isEqualTo(NUMBERS);
  }

  @Test
  void whatATaskMeetsIsTheCause() {
    Function<Integer, Integer> work =
        n -> {
          throw new InvalidDataException("Cannot read", "found row " + n);
        };
    assertThatThrownBy(
            () ->
                SparkJobGroup.run(
                    JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext()),
                    "rounds",
                    () -> SparkShardJob.collect(numbers(1), work)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("found row 0");
  }
}
