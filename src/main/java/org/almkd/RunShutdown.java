package org.almkd;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.almkd.train.TrainingStoppedException;
import org.apache.hadoop.service.launcher.IrqHandler;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when the process is told to end, by a signal or by System.exit, while it works on
 * runs: the last state of each training is written, then status.json. It happens before Spark and
 * the file systems are closed, without a Spark job, and takes a bounded time.
 */
final class RunShutdown {
  /** Spark's hook has 50, and as Hadoop sees it 40; that of the file systems 10. */
  private static final int PRIORITY = 100;

  /**
   * What it may take: less than the 120 seconds that our pods are given, as Spark's own end needs
   * some. Where a cluster gives less, it kills, and the last checkpoint counts.
   */
  private static final int SECONDS = 100;

  /** Somebody sits there and waits. */
  private static final int SECONDS_AFTER_CONTROL_C = 20;

  private static final int MARGIN_SECONDS = 5;

  private static final int TERMINATED = 128 + 15;
  private static final int INTERRUPTED = 128 + 2;
  private static final Logger LOG = LoggerFactory.getLogger(RunShutdown.class);
  private static final AtomicBoolean WATCHED = new AtomicBoolean();
  private static final AtomicInteger SIGNALLED = new AtomicInteger();

  private RunShutdown() {}

  /** Installs the hook, once. */
  static void watch() {
    if (WATCHED.compareAndSet(false, true)) {
      ShutdownHookManager.get()
          .addShutdownHook(
              RunShutdown::stopAll, PRIORITY, SECONDS + MARGIN_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Tells ctrl-C from other ends; for processes of our own, not for notebooks. */
  static void listen() {
    try {
      new IrqHandler(
              IrqHandler.CONTROL_C,
              data -> {
                SIGNALLED.compareAndSet(0, INTERRUPTED);
                System.exit(INTERRUPTED);
              })
          .bind();
    } catch (IllegalArgumentException | LinkageError e) {
      LOG.debug("ctrl-C is not told from other ends of the process", e);
    }
  }

  /** Returns whether the process is about to end. */
  static boolean isEnding() {
    return ShutdownHookManager.get().isShutdownInProgress();
  }

  private static void stopAll() {
    int code = Optional.of(SIGNALLED.get()).filter(c -> c != 0).orElse(TERMINATED);
    String what = code == INTERRUPTED ? "stopped by ctrl-C" : "told to end";
    int seconds = code == INTERRUPTED ? SECONDS_AFTER_CONTROL_C : SECONDS;
    Set<RunOwnership> runs = RunOwnership.openRuns();
    if (!stop(runs, new TrainingStoppedException(code, what), seconds)) {
      LOG.error("not all that was reached could be kept within {} s", seconds);
    }
  }

  /**
   * Stops runs all at once, so that one that is slow keeps no other; false where time ran out. What
   * is late is not interrupted: a file may be all but written.
   */
  static boolean stop(Set<RunOwnership> runs, TrainingStoppedException why, int seconds) {
    CountDownLatch left = new CountDownLatch(runs.size());
    for (RunOwnership run : runs) {
      Thread thread =
          new Thread(
              () -> {
                stop(run, why);
                left.countDown();
              },
              "almkd-shutdown");
      thread.setDaemon(true);
      thread.start();
    }
    try {
      return left.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void stop(RunOwnership run, TrainingStoppedException why) {
    try {
      LOG.warn("{}", run.stopped(why));
    } catch (RuntimeException | Error e) {
      LOG.error("what a run has reached could not be kept: {}", Failures.message(e));
    }
  }
}
