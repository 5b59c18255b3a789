package org.almkd.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.almkd.report.Numbers;
import org.almkd.storage.Storage;

/** A listing of cells for a terminal: what they are, how far, and how long they will take. */
public final class SweepListing {
  private static final List<String> STATES = List.of("finished", "failed", "started", "new");

  private final Storage storage;
  private final List<String> axes;
  private final int parallel;

  /** Lists cells of these axes of which so many run at once. */
  public SweepListing(Storage storage, List<String> axes, int parallel) {
    this.storage = storage;
    this.axes = List.copyOf(axes);
    this.parallel = parallel;
  }

  /**
   * Returns a line for each cell and one for all.
   *
   * @param cells what is listed
   * @param all all cells of the sweep, from which the times are known
   */
  public String of(List<Cell> cells, List<Cell> all) {
    CellEstimates estimates = new CellEstimates();
    Map<String, OptionalDouble> measured = new LinkedHashMap<>();
    for (Cell run : SweepPlan.runs(all)) {
      OptionalDouble seconds = new CellFolder(storage, run).seconds();
      seconds.ifPresent(value -> estimates.add(run, value));
      measured.put(run.runId(), seconds);
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(header());
    for (Cell cell : cells) {
      rows.add(row(cell, measured.get(cell.runId()), estimates));
    }
    return aligned(rows) + total(cells, estimates);
  }

  private List<String> header() {
    List<String> header = new ArrayList<>(List.of("cell"));
    header.addAll(axes);
    header.addAll(List.of("seed", "data-seed", "run", "state", "seconds"));
    return header;
  }

  private List<String> row(Cell cell, OptionalDouble measured, CellEstimates estimates) {
    List<String> row = new ArrayList<>(List.of(Integer.toString(cell.number())));
    axes.forEach(axis -> row.add(cell.labels().getOrDefault(axis, "-")));
    row.add(Long.toString(cell.runSeed()));
    row.add(Long.toString(cell.dataSeed()));
    row.add(cell.runId());
    row.add(new CellFolder(storage, cell).state());
    row.add(measured.isPresent() ? seconds("", measured) : seconds("~", estimates.of(cell)));
    return row;
  }

  private String total(List<Cell> cells, CellEstimates estimates) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    STATES.forEach(state -> counts.put(state, 0));
    double left = 0;
    List<Cell> runs = SweepPlan.runs(cells);
    for (Cell run : runs) {
      String state = new CellFolder(storage, run).state();
      counts.merge(state, 1, Integer::sum);
      left += state.equals("finished") ? 0 : estimates.of(run).orElse(Double.NaN);
    }
    String time =
        Double.isNaN(left)
            ? "time unknown until the first cell has finished"
            : "about %s s left at %d at once, from %d finished runs"
                .formatted(Numbers.seconds(left / parallel), parallel, estimates.measured());
    return "%d cells in %d runs: %d finished, %d failed, %d started, %d new; %s"
        .formatted(
            cells.size(),
            runs.size(),
            counts.get("finished"),
            counts.get("failed"),
            counts.get("started"),
            counts.get("new"),
            time);
  }

  private static String seconds(String mark, OptionalDouble value) {
    return value.isPresent() ? mark + Numbers.seconds(value.getAsDouble()) : "unknown";
  }

  private static String aligned(List<List<String>> rows) {
    int columns = rows.get(0).size();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        int column = c;
        int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
        line.append(String.format(Locale.ROOT, "%-" + width + "s  ", row.get(c)));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
