package org.almkd.sweep;

import java.util.Optional;
import java.util.OptionalDouble;
import org.almkd.report.FinishedRun;
import org.almkd.report.RunFolder;
import org.almkd.report.Status;
import org.almkd.storage.Storage;

/** What a cell has left behind. */
public final class CellFolder {
  private final Storage storage;
  private final Cell cell;
  private final RunFolder folder;

  /** The run folder of a cell, which need not exist. */
  public CellFolder(Storage storage, Cell cell) {
    this.storage = storage;
    this.cell = cell;
    this.folder = new RunFolder(storage, cell.folder());
  }

  /** Returns whether its run finished. */
  public boolean isFinished() {
    return folder.isFinished();
  }

  /** Returns finished, failed, started (it runs, or was killed) or new. */
  public String state() {
    if (isFinished()) {
      return "finished";
    }
    Optional<Status> status = folder.lastStatus();
    boolean failed = status.isPresent() && status.get().state() == Status.State.FAILED;
    return failed ? "failed" : folder.exists() ? "started" : "new";
  }

  /** Returns the seconds that its run took; nothing if it did not finish. */
  public OptionalDouble seconds() {
    return isFinished()
        ? OptionalDouble.of(FinishedRun.open(storage, folder.path()).seconds())
        : OptionalDouble.empty();
  }

  /** Returns how the cell ended, as its folder tells. */
  public CellOutcome outcome() {
    if (isFinished()) {
      return succeeded();
    }
    return folder
        .lastStatus()
        .filter(status -> status.state() == Status.State.FAILED)
        .map(status -> failed(status.exitCode(), status.message()))
        .orElseGet(() -> outcome(CellOutcome.State.MISSING, -1, "not run to its end"));
  }

  /** Returns the outcome of a run that failed, as whoever ran it tells. */
  public CellOutcome failed(int exitCode, String message) {
    return outcome(CellOutcome.State.FAILED, exitCode, message);
  }

  private CellOutcome succeeded() {
    return outcome(CellOutcome.State.SUCCEEDED, 0, "");
  }

  private CellOutcome outcome(CellOutcome.State state, int exitCode, String message) {
    return new CellOutcome(
        cell.number(),
        cell.labels(),
        cell.runSeed(),
        cell.dataSeed(),
        cell.runId(),
        folder.path(),
        state,
        exitCode,
        message);
  }
}
