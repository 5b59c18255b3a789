package org.almkd;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.almkd.report.RunFolder;
import org.almkd.report.Status;
import org.almkd.storage.RunAttempts;
import org.almkd.storage.RunAttempts.RunAttempt;
import org.almkd.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who worked on a run before a start: nobody, somebody who is gone or taken for dead, or somebody
 * who is at it. A status.json that cannot be read is that of whoever owned the run last: it is
 * overwritten while others read it.
 */
final class LastOwner {
  private static final Logger LOG = LoggerFactory.getLogger(LastOwner.class);

  /** How often a status.json is looked at that cannot be read, and the time between. */
  private static final int READS = 5;

  private static final Duration PAUSE = Duration.ofMillis(250);

  /** What file systems round the times of files to. */
  private static final Duration GRAIN = Duration.ofSeconds(1);

  private final RunFolder folder;
  private final RunAttempts attempts;
  private final Start start;

  /**
   * The start that asks.
   *
   * @param runId id of the run
   * @param application Spark's id of the application that it is a part of
   * @param heartbeat interval that counts where the last owner's cannot be read
   * @param isOpen whether this process works on the run already
   */
  record Start(String runId, String application, Duration heartbeat, boolean isOpen) {}

  /**
   * What is seen of an owner that has not ended.
   *
   * @param status what it said last
   * @param age how old that is
   * @param left how long it is to be waited for before it counts as dead
   */
  private record Sight(Status status, Duration age, Duration left) {}

  LastOwner(RunFolder folder, RunAttempts attempts, Start start) {
    this.folder = folder;
    this.attempts = attempts;
    this.start = start;
  }

  /**
   * Asks whether the run may be taken over. An earlier try of the same application is waited for:
   * whoever started this one knows that it is lost, and may have no third try.
   *
   * @throws StorageException if a process that lives works on it
   */
  void requireGone() {
    Optional<Sight> sight = look();
    if (sight.isPresent() && !sight.get().left().isZero() && isEarlierTry(sight.get().status())) {
      Duration wait = sight.get().left().plus(GRAIN);
      LOG.warn(
          "{} of run {} was an earlier try of {}, last seen {} s ago: waiting {} s for a sign of life",
          sight.get().status().owner(),
          start.runId(),
          start.application(),
          sight.get().age().toSeconds(),
          wait.toSeconds());
      sleep(wait);
      sight = look();
    }
    sight.ifPresent(this::requireDead);
  }

  private Optional<Sight> look() {
    Optional<Status> status = status();
    if (status.isEmpty() || left(status.get(), Duration.ZERO).isZero()) {
      return Optional.empty();
    }
    Duration age =
        folder
            .statusAge()
            .orElseGet(() -> Duration.between(status.get().heartbeat(), Instant.now()));
    return Optional.of(new Sight(status.get(), age, left(status.get(), age)));
  }

  private Duration left(Status status, Duration age) {
    RunProcess.Found process =
        RunProcess.parse(status.process()).map(RunProcess::find).orElse(RunProcess.Found.ELSEWHERE);
    return RunClaim.wait(status, age, process, start.isOpen());
  }

  private Optional<Status> status() {
    for (int read = 1; read <= READS; read++) {
      Optional<Status> status = folder.lastStatus();
      if (status.isPresent() || !folder.hasStatus()) {
        return status;
      }
      sleep(PAUSE);
    }
    Optional<RunAttempt> last = attempts.owner();
    LOG.warn(
        "run {}: status.json cannot be read; it counts as a sign of life of its last attempt {}",
        start.runId(),
        last.map(RunAttempt::id).orElse(""));
    return Optional.of(
        new Status(
            start.runId(),
            Status.State.RUNNING,
            last.map(attempt -> attempt.fact(RunOwnership.OWNER)).orElse("somebody"),
            last.map(RunAttempt::id).orElse("unknown"),
            last.map(attempt -> attempt.fact(RunOwnership.PROCESS)).orElse(""),
            // Only where the file has no time of its own: then it is as old as can be.
            Instant.EPOCH,
            start.heartbeat(),
            -1,
            ""));
  }

  private boolean isEarlierTry(Status status) {
    return !start.isOpen()
        && attempts
            .owner()
            .filter(last -> last.id().equals(status.attempt()))
            .filter(last -> RunOwnership.isEarlierTry(last, start.application()))
            .isPresent();
  }

  private void requireDead(Sight sight) {
    Status status = sight.status();
    if (!sight.left().isZero()) {
      throw new StorageException(
          "Cannot run %s: found that %s works on it, last seen %d s ago (attempt %s); expected a run that nobody works on; wait until it has ended, or if it is dead start again in %d s, which takes the run over"
              .formatted(
                  status.runId(),
                  status.owner(),
                  sight.age().toSeconds(),
                  status.attempt(),
                  sight.left().toSeconds() + 1));
    }
    LOG.warn(
        "{} of run {} was last seen {} s ago: taken for dead, its run is taken over",
        status.owner(),
        status.runId(),
        sight.age().toSeconds());
  }

  private static void sleep(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
