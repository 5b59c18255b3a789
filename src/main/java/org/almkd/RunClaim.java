package org.almkd;

import java.time.Duration;
import org.almkd.report.Status;

/**
 * Whether a start may take a run over, by what its last owner has left. That two take it over at
 * once is settled afterwards ({@link org.almkd.storage.RunAttempts}); this keeps a start from
 * stopping another that is at work.
 */
final class RunClaim {
  /** Heartbeats that may be missed. */
  private static final int PATIENCE = 3;

  /** No interval that a status.json tells is believed above it: a run must become free again. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private RunClaim() {}

  /**
   * Returns how long the last owner must be waited for.
   *
   * @param status what it said last
   * @param age how old that is
   * @param process what is known of its process
   * @param isOpenHere whether this process works on the run
   * @return zero where the run may be taken over
   */
  static Duration wait(Status status, Duration age, RunProcess.Found process, boolean isOpenHere) {
    if (status.state() != Status.State.RUNNING
        || process == RunProcess.Found.GONE
        || (process == RunProcess.Found.SELF && !isOpenHere)) {
      return Duration.ZERO;
    }
    Duration interval = status.interval().compareTo(LONGEST) > 0 ? LONGEST : status.interval();
    Duration left = interval.multipliedBy(PATIENCE).minus(age);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
