package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.almkd.data.LocalSpark;
import org.almkd.storage.StorageException;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static final String ABORTED =
      "Job aborted due to stage failure: Task 3 in stage 25.0 failed 4 times, most recent failure: Lost task 3.3 in stage 25.0 (TID 101) (host executor 2): ";

  @Test
  void knownFailuresTellTheirOwnMessage() {
    Throwable failure = new SparkException(ABORTED, new StorageException("Cannot read rows"));
    assertThat(CellFailure.of(failure)).isEqualTo(new CellFailure(5, "Cannot read rows"));
  }

  @Test
  void unknownFailuresTellTheirRootCause() {
    Throwable failure =
        new SparkException(
            ABORTED + "x", new RuntimeException(new ArithmeticException("/ by zero")));
    assertThat(CellFailure.of(failure))
        .isEqualTo(new CellFailure(1, "java.lang.ArithmeticException: / by zero"));
    assertThat(Failures.message(new IllegalStateException()))
        .isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void lostTasksAreToldWithoutTheirNumbers() {
    Throwable failure =
        new SparkException(
            ABORTED + "ExecutorLostFailure (executor 2 exited)\nDriver stacktrace:", null);
    assertThat(Failures.message(failure)).isEqualTo("ExecutorLostFailure (executor 2 exited)");
  }

  /** Stages and tasks are numbered on: the second job's message from Spark is another one. */
  @Test
  void theSameFailureOfTwoJobsIsToldInTheSameWords() {
    String first = Failures.message(failureOfAJob());
    assertThat(first).isEqualTo("java.lang.ArithmeticException: / by zero");
    assertThat(Failures.message(failureOfAJob())).isEqualTo(first);
  }

  private static Throwable failureOfAJob() {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    try {
      spark.parallelize(List.of(1, 0), 2).map(i -> 1 / i).collect();
    } catch (Exception e) {
      return e;
    }
    throw new AssertionError("expected a failure");
  }
}
