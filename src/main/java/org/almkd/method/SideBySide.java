package org.almkd.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.almkd.train.EpochMetrics;
import org.almkd.train.TrainingListener;
import org.almkd.train.TrainingPart;
import org.slf4j.MDC;

/**
 * Trainings on a bounded number of threads of the driver, all heard by one listener: the epochs of
 * all are counted together. When one fails, the others end at the end of their epoch.
 */
final class SideBySide implements TrainingListener {
  private final TrainingListener listener;
  private volatile boolean failed;
  private int epochs;

  SideBySide(TrainingListener listener) {
    this.listener = listener;
  }

  /**
   * Runs trainings, each of which tells this object of its epochs.
   *
   * @return their results, in order
   * @throws RuntimeException that of the first training in order that failed by itself
   */
  <T> List<T> run(List<Supplier<T>> trainings, int threads) {
    // Threads are new, so that they have the Spark properties of the one that calls.
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    Map<String, String> marks = MDC.getCopyOfContextMap();
    try {
      List<Callable<T>> calls = new ArrayList<>();
      trainings.forEach(training -> calls.add(() -> guarded(training, marks)));
      return results(pool.invokeAll(calls));
    } catch (InterruptedException e) {
      failed = true;
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while networks were trained", e);
    } finally {
      pool.shutdownNow();
    }
  }

  /** Log lines of a training are marked as those of the thread that calls are. */
  private <T> T guarded(Supplier<T> training, Map<String, String> marks) {
    if (marks != null) {
      MDC.setContextMap(marks);
    }
    boolean done = false;
    try {
      goOn();
      T result = training.get();
      done = true;
      return result;
    } finally {
      if (!done) {
        failed = true;
      }
    }
  }

  private void goOn() {
    if (failed) {
      throw new CancellationException("another training failed");
    }
  }

  private static <T> List<T> results(List<Future<T>> futures) throws InterruptedException {
    List<T> results = new ArrayList<>();
    Throwable failure = null;
    for (Future<T> future : futures) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        boolean isFirst = failure == null || failure instanceof CancellationException;
        failure = isFirst ? e.getCause() : failure;
      }
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure != null) {
      throw new IllegalStateException("a training failed: " + failure.getMessage(), failure);
    }
    return results;
  }

  /** Seconds of all threads add up, as those of cores do. */
  @Override
  public synchronized void spent(TrainingPart part, double seconds) {
    listener.spent(part, seconds);
  }

  @Override
  public synchronized void roundFinished(long rows, double seconds) {
    listener.roundFinished(rows, seconds);
  }

  @Override
  public synchronized void epochFinished(EpochMetrics metrics) {
    goOn();
    epochs++;
    listener.epochFinished(
        new EpochMetrics(
            epochs, metrics.learningRate(), metrics.trainLoss(), metrics.evaluations()));
  }
}
