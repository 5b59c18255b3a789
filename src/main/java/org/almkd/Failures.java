package org.almkd;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.almkd.config.InvalidConfigException;
import org.almkd.data.InvalidDataException;
import org.almkd.storage.StorageException;
import org.almkd.train.TrainingDivergedException;
import org.almkd.train.TrainingStoppedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns an exception into one clear message and the exit code of its kind. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final int BUG = 1;

  /** What Spark tells of a task whose exception could not be sent, or whose executor is gone. */
  private static final Pattern LOST_TASK =
      Pattern.compile("Lost task \\S+ in stage \\S+ \\(TID \\d+\\) \\(.*?\\): (?<cause>.+)");

  private Failures() {}

  /** Logs a failure for a person and returns the exit code. */
  static int report(Throwable failure) {
    Throwable known = known(failure);
    int code = exitCode(known);
    if (known instanceof TrainingStoppedException) {
      LOG.warn("{}", known.getMessage());
    } else if (code == BUG) {
      LOG.error("almkd failed in a way it should not; please report this", failure);
    } else {
      LOG.error("{}", known.getMessage());
      LOG.debug("where it happened", failure);
    }
    return code;
  }

  /**
   * Returns 2 for configuration, 3 for data, 4 for divergence, 5 for storage, what a training that
   * was told to stop ends with, 1 for a bug.
   */
  static int exitCode(Throwable failure) {
    Throwable known = known(failure);
    if (known instanceof InvalidConfigException) {
      return 2;
    }
    if (known instanceof InvalidDataException) {
      return 3;
    }
    if (known instanceof TrainingDivergedException) {
      return 4;
    }
    if (known instanceof TrainingStoppedException stopped) {
      return stopped.exitCode();
    }
    return known instanceof StorageException ? 5 : BUG;
  }

  /**
   * Returns what went wrong, in the same words whenever the same goes wrong: of an unknown failure
   * class and message of its root cause, without Spark's numbers of stages and tasks.
   */
  static String message(Throwable failure) {
    Throwable known = known(failure);
    if (exitCode(known) != BUG) {
      return known.getMessage();
    }
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    Matcher task = LOST_TASK.matcher(String.valueOf(root.getMessage()));
    if (task.find()) {
      return task.group("cause");
    }
    return root.getMessage() == null
        ? root.getClass().getName()
        : root.getClass().getName() + ": " + root.getMessage();
  }

  /** Spark wraps what a task throws; the first cause of a known kind is what happened. */
  static Throwable known(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidConfigException
          || cause instanceof InvalidDataException
          || cause instanceof TrainingDivergedException
          || cause instanceof TrainingStoppedException
          || cause instanceof StorageException) {
        return cause;
      }
    }
    return failure;
  }
}
