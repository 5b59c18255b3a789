package org.almkd;

import java.util.Optional;
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

  /** Kubernetes gives a pod 30 seconds; Spark's own end needs some of them. */
  private static final int SECONDS = 20;

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
          .addShutdownHook(RunShutdown::stopAll, PRIORITY, SECONDS, TimeUnit.SECONDS);
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
    for (RunOwnership run : RunOwnership.openRuns()) {
      try {
        LOG.warn("{}", run.stopped(new TrainingStoppedException(code, what)));
      } catch (RuntimeException e) {
        LOG.error("what a run has reached could not be kept: {}", Failures.message(e));
      }
    }
  }
}
