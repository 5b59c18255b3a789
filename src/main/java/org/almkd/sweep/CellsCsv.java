package org.almkd.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.almkd.report.CsvLine;

/** Lines of cells.csv: how each cell of a sweep ended. Equal outcomes give equal bytes. */
public final class CellsCsv {
  /** Name of the file. */
  public static final String FILE = "cells.csv";

  private CellsCsv() {}

  /**
   * Returns the file: number, a column for each axis, seeds, run id, state, exit code, message.
   *
   * @param axes names of the axes, in order
   * @param outcomes all cells, in any order
   */
  public static String of(List<String> axes, List<CellOutcome> outcomes) {
    List<String> header = new ArrayList<>(List.of("number"));
    header.addAll(axes);
    header.addAll(List.of("runSeed", "dataSeed", "runId", "state", "exitCode", "message"));
    StringBuilder lines = new StringBuilder(CsvLine.of(header));
    outcomes.stream()
        .sorted(Comparator.comparingInt(CellOutcome::number))
        .forEach(outcome -> lines.append(CsvLine.of(cells(axes, outcome))));
    return lines.toString();
  }

  private static List<String> cells(List<String> axes, CellOutcome outcome) {
    List<String> cells = new ArrayList<>(List.of(Integer.toString(outcome.number())));
    axes.forEach(axis -> cells.add(outcome.labels().getOrDefault(axis, "")));
    cells.add(Long.toString(outcome.runSeed()));
    cells.add(Long.toString(outcome.dataSeed()));
    cells.add(outcome.runId());
    cells.add(outcome.state().name());
    cells.add(Integer.toString(outcome.exitCode()));
    cells.add(outcome.message());
    return cells;
  }
}
