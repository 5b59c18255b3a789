package org.almkd;

import org.almkd.train.TrainingStoppedException;

/**
 * Why a cell of a sweep failed, or stopped.
 *
 * @param exitCode exit code that its run alone would have ended with
 * @param message what went wrong
 */
record CellFailure(int exitCode, String message) {
  /** Returns whether the cell was told to stop, and goes on when it is started again. */
  boolean isStop() {
    return exitCode == TrainingStoppedException.OUT_OF_TIME;
  }

  static CellFailure of(Throwable failure) {
    return new CellFailure(Failures.exitCode(failure), Failures.message(failure));
  }
}
