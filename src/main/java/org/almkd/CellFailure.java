package org.almkd;

/**
 * Why a cell of a sweep failed.
 *
 * @param exitCode exit code that its run alone would have ended with
 * @param message what went wrong
 */
record CellFailure(int exitCode, String message) {
  static CellFailure of(Throwable failure) {
    return new CellFailure(Failures.exitCode(failure), Failures.message(failure));
  }
}
