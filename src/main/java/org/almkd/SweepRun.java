package org.almkd;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.almkd.config.SweepConfig;
import org.almkd.storage.Storage;
import org.almkd.sweep.Cell;
import org.almkd.sweep.CellFolder;
import org.almkd.sweep.CellOutcome;
import org.almkd.sweep.SpentTime;
import org.almkd.sweep.SummarySettings;
import org.almkd.sweep.SweepPlan;
import org.almkd.sweep.SweepSummary;
import org.almkd.train.TrainingStoppedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the cells of a sweep that are not finished, several at once, and writes how all of them
 * ended. A cell that fails does not disturb the others.
 */
final class SweepRun {
  /** What log lines of a cell are marked with. */
  static final String CELL = "cell";

  private static final Logger LOG = LoggerFactory.getLogger(SweepRun.class);

  private final Storage storage;
  private final SweepConfig config;
  private final SweepPlan plan;
  private final SummarySettings settings;

  SweepRun(Storage storage, SweepConfig config, SweepPlan plan) {
    this.storage = storage;
    this.config = config;
    this.plan = plan;
    this.settings = new SummarySettings(config.figures(), config.references(), config.buckets());
  }

  /**
   * Runs cells of the sweep; once all of its cells have ended, the answer is written.
   *
   * @return 0; or the exit code of the first cell that failed; or 75 where none did and some
   *     stopped; or 6 where cells finished with numbers that the answer cannot use
   */
  int run(List<Cell> chosen) {
    List<Cell> runs = SweepPlan.runs(chosen);
    List<Cell> open =
        runs.stream().filter(run -> !new CellFolder(storage, run).isFinished()).toList();
    LOG.info(
        "sweep {}: {} cells in {} runs, {} finished before, {} to run, {} at once",
        config.name(),
        chosen.size(),
        runs.size(),
        runs.size() - open.size(),
        open.size(),
        config.parallel());
    Map<String, CellFailure> failures = new LinkedHashMap<>();
    if (!open.isEmpty()) {
      int threads = open.get(0).run().cluster().threadsPerReplica();
      Sessions.share(
          "sweep " + config.name(),
          threads,
          session -> failures.putAll(new CellPool(session, storage, config).run(open)));
    }
    List<CellOutcome> outcomes = plan.cells().stream().map(c -> outcome(c, failures)).toList();
    boolean isWhole = write(outcomes);
    int failure = report(chosen, outcomes);
    if (failure == 0 && failures.values().stream().anyMatch(CellFailure::isStop)) {
      return TrainingStoppedException.OUT_OF_TIME;
    }
    return failure != 0 || isWhole ? failure : SweepCommand.FINISHED_WITH_FAILED_CELLS;
  }

  /** What this start met wins over what an earlier one has left. */
  private CellOutcome outcome(Cell cell, Map<String, CellFailure> failures) {
    CellFolder folder = new CellFolder(storage, cell);
    CellFailure failure = failures.get(cell.runId());
    return failure == null || failure.isStop()
        ? folder.outcome()
        : folder.failed(failure.exitCode(), failure.message());
  }

  /**
   * Nothing is written of a sweep whose cells are still to come.
   *
   * @return whether every cell that finished could be used
   */
  private boolean write(List<CellOutcome> outcomes) {
    long missing = outcomes.stream().filter(o -> o.state() == CellOutcome.State.MISSING).count();
    if (missing > 0) {
      LOG.info(
          "sweep {}: {} of its {} cells are still to be run; the answer is written when all have ended",
          config.name(),
          missing,
          outcomes.size());
      return true;
    }
    String folder = storage.qualify(config.dir() + "/" + config.name());
    SweepSummary.Written written =
        SweepSummary.write(storage, folder, config.name(), outcomes, settings);
    Console.print("results: " + folder);
    written.answer().forEach(Console::print);
    SpentTime.of(storage, outcomes).inWords().ifPresent(Console::print);
    written.unusable().forEach(LOG::error);
    Console.print("page: " + written.page());
    return written.unusable().isEmpty();
  }

  private int report(List<Cell> chosen, List<CellOutcome> outcomes) {
    Set<Integer> numbers = chosen.stream().map(Cell::number).collect(Collectors.toSet());
    List<CellOutcome> failed =
        outcomes.stream()
            .filter(o -> numbers.contains(o.number()) && o.state() == CellOutcome.State.FAILED)
            .toList();
    for (CellOutcome outcome : failed) {
      LOG.error(
          "{} failed with exit code {}: {} ({})",
          plan.cell(outcome.number()).describe(),
          outcome.exitCode(),
          outcome.message(),
          outcome.folder());
    }
    return failed.isEmpty() ? 0 : failed.get(0).exitCode();
  }
}
