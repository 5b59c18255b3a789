package org.almkd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.almkd.config.SweepConfig;
import org.almkd.storage.Storage;
import org.almkd.sweep.Cell;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Runs cells in threads of the driver, each in a scheduler pool of its own. */
final class CellPool {
  private static final Logger LOG = LoggerFactory.getLogger(CellPool.class);
  private static final String POOL = "spark.scheduler.pool";

  private final SparkSession session;
  private final Storage storage;
  private final SweepConfig config;
  private final AtomicReference<Throwable> stopped = new AtomicReference<>();

  CellPool(SparkSession session, Storage storage, SweepConfig config) {
    this.session = session;
    this.storage = storage;
    this.config = config;
  }

  /**
   * Runs cells and returns what went wrong, by run id. When memory or Spark is gone, no further
   * cell is begun, those that run are waited for, and what happened is thrown.
   */
  Map<String, CellFailure> run(List<Cell> cells) {
    SweepProgress progress = new SweepProgress(config.name(), cells.size());
    ExecutorService threads = Executors.newFixedThreadPool(config.parallel());
    Map<String, CellFailure> failures = new LinkedHashMap<>();
    try {
      List<Future<Optional<CellFailure>>> futures = new ArrayList<>();
      cells.forEach(cell -> futures.add(threads.submit(() -> run(cell, progress))));
      for (int i = 0; i < cells.size(); i++) {
        String runId = cells.get(i).runId();
        ended(futures.get(i)).ifPresent(failure -> failures.put(runId, failure));
      }
    } finally {
      threads.shutdownNow();
    }
    throwIfStopped();
    return failures;
  }

  private Optional<CellFailure> run(Cell cell, SweepProgress progress) {
    if (stopped.get() != null) {
      return Optional.empty();
    }
    SparkContext spark = session.sparkContext();
    MDC.put(SweepRun.CELL, cell.describe());
    spark.setLocalProperty(POOL, "cell " + cell.number());
    try {
      DistillCommand.summary(session, storage, cell.run());
      progress.succeeded();
      return Optional.empty();
    } catch (Exception | Error e) {
      // Spark throws checked exceptions that it does not declare.
      if (spark.isStopped() || isOutOfMemory(e) || RunShutdown.isEnding()) {
        stopped.compareAndSet(null, e);
      }
      Failures.report(e);
      CellFailure failure = CellFailure.of(e);
      if (failure.isStop()) {
        progress.stopped();
      } else {
        progress.failed();
      }
      return Optional.of(failure);
    } finally {
      spark.setLocalProperty(POOL, null);
      MDC.remove(SweepRun.CELL);
    }
  }

  private static boolean isOutOfMemory(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  private void throwIfStopped() {
    Throwable cause = stopped.get();
    if (cause == null) {
      return;
    }
    LOG.error(
        "sweep {} stopped before its end: {}; start it again when the cause is gone: what is finished stands",
        config.name(),
        session.sparkContext().isStopped() ? "Spark is gone" : cause.toString());
    throw new IllegalStateException("The sweep was stopped", cause);
  }

  private static Optional<CellFailure> ended(Future<Optional<CellFailure>> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The sweep was interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError("A cell returns its failure", e);
    }
  }
}
