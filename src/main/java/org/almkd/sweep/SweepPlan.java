package org.almkd.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.almkd.config.BaselineConfig;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.almkd.config.InvalidConfigException;
import org.almkd.config.SweepConfig;

/**
 * The cells of a sweep, numbered from 0. Cells of equal configuration are one run, which all of
 * them share.
 *
 * @param cells all cells, by number
 */
public record SweepPlan(List<Cell> cells) {
  /** Copies the list. */
  public SweepPlan {
    cells = List.copyOf(cells);
  }

  /**
   * Numbers the cells.
   *
   * @throws InvalidConfigException if cells of different configuration have the same run id, a
   *     reference is no variant of any cell, or a cell is sure to have no test rows
   */
  public static SweepPlan of(SweepConfig config) {
    List<Cell> cells = new ArrayList<>();
    Map<String, Cell> cellOfRun = new LinkedHashMap<>();
    for (int number = 0; number < config.cells().size(); number++) {
      Cell cell = new Cell(number, config.cells().get(number));
      Cell other = cellOfRun.putIfAbsent(cell.runId(), cell);
      if (other != null && !other.run().digest().equals(cell.run().digest())) {
        throw new InvalidConfigException(
            List.of(
                "%s and %s both have the run id %s, of the first digits of their digests; expected ids that differ; change a key of one, such as its epochs"
                    .formatted(other.describe(), cell.describe(), cell.runId())));
      }
      cells.add(cell);
    }
    List<String> problems = new ArrayList<>(unknownReferences(config.references(), cells));
    cells.stream().map(SweepPlan::withoutTestRows).flatMap(Optional::stream).forEach(problems::add);
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
    return new SweepPlan(cells);
  }

  private static List<String> unknownReferences(List<String> references, List<Cell> cells) {
    Set<String> variants = new LinkedHashSet<>();
    for (Cell cell : cells) {
      List<String> baselines = cell.run().baselines().stream().map(BaselineConfig::name).toList();
      variants.add(CellResult.student(cell.labels(), cell.run().method().key(), baselines));
      variants.addAll(baselines);
    }
    return references.stream()
        .filter(reference -> !variants.contains(reference))
        .map(
            reference ->
                "sweep.references: found %s; expected some of the variants %s"
                    .formatted(reference, variants))
        .toList();
  }

  private static Optional<String> withoutTestRows(Cell cell) {
    DataConfig data = cell.run().data();
    DataSource source = data.source();
    boolean drawsSplits =
        (source instanceof DataSource.Csv csv && csv.split().isEmpty())
            || (source instanceof DataSource.Parquet parquet && parquet.split().isEmpty());
    String key = drawsSplits && data.split().test() == 0 ? "data.split.test" : "";
    if (source instanceof DataSource.Synthetic synthetic && synthetic.testRows() == 0) {
      key = "data.synthetic.test-rows";
    }
    return key.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s: found %s = 0; expected test rows, which a sweep compares by; raise %s"
                .formatted(cell.describe(), key, key));
  }

  /**
   * Returns the cells that have one of the labels given for each axis given.
   *
   * @param wanted labels by axis, "seed" and "data-seed" among these; none: all cells
   * @throws InvalidConfigException if no cell has such an axis, or such a label there, or if no
   *     cell has them all
   */
  public List<Cell> only(Map<String, Set<String>> wanted) {
    List<String> problems = new ArrayList<>();
    wanted.forEach((axis, labels) -> labels.forEach(label -> check(axis, label, problems)));
    List<Cell> chosen =
        cells.stream()
            .filter(
                cell ->
                    wanted.entrySet().stream()
                        .allMatch(
                            w ->
                                w.getValue()
                                    .contains(cell.labelsAndSeeds().getOrDefault(w.getKey(), ""))))
            .toList();
    if (problems.isEmpty() && chosen.isEmpty()) {
      problems.add("--only: found no cell with all of " + wanted + "; expected labels of a cell");
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
    return chosen;
  }

  /**
   * Returns the cell of a number.
   *
   * @throws InvalidConfigException if there is none
   */
  public Cell cell(int number) {
    if (number < 0 || number >= cells.size()) {
      throw new InvalidConfigException(
          List.of(
              "--cell: found %d; expected a number from 0 to %d; see --dry-run"
                  .formatted(number, cells.size() - 1)));
    }
    return cells.get(number);
  }

  /** Returns the first cell of each run. */
  public static List<Cell> runs(List<Cell> cells) {
    Map<String, Cell> first = new LinkedHashMap<>();
    cells.forEach(cell -> first.putIfAbsent(cell.runId(), cell));
    return List.copyOf(first.values());
  }

  private void check(String axis, String label, List<String> problems) {
    Set<String> known = new LinkedHashSet<>();
    Set<String> axes = new LinkedHashSet<>();
    for (Cell cell : cells) {
      Map<String, String> labels = cell.labelsAndSeeds();
      axes.addAll(labels.keySet());
      if (labels.containsKey(axis)) {
        known.add(labels.get(axis));
      }
    }
    if (known.isEmpty()) {
      problems.add("--only %s=%s: expected one of the axes %s".formatted(axis, label, axes));
    } else if (!known.contains(label)) {
      problems.add("--only %s=%s: expected one of %s".formatted(axis, label, known));
    }
  }
}
