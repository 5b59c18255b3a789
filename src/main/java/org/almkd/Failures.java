package org.almkd;

import org.almkd.config.InvalidConfigException;
import org.almkd.data.InvalidDataException;
import org.almkd.storage.StorageException;
import org.almkd.train.TrainingDivergedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns an exception into one clear message and the exit code of its kind. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final int BUG = 1;

  private Failures() {}

  /** Logs a failure for a person and returns the exit code. */
  static int report(Throwable failure) {
    Throwable known = known(failure);
    int code = exitCode(known);
    if (code == BUG) {
      LOG.error("almkd failed in a way it should not; please report this", failure);
    } else {
      LOG.error("{}", known.getMessage());
      LOG.debug("where it happened", failure);
    }
    return code;
  }

  /** Returns 2 for configuration, 3 for data, 4 for divergence, 5 for storage, 1 for a bug. */
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
    return known instanceof StorageException ? 5 : BUG;
  }

  /** Spark wraps what a task throws; the first cause of a known kind is what happened. */
  static Throwable known(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidConfigException
          || cause instanceof InvalidDataException
          || cause instanceof TrainingDivergedException
          || cause instanceof StorageException) {
        return cause;
      }
    }
    return failure;
  }
}
