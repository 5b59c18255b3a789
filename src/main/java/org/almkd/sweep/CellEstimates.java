package org.almkd.sweep;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How long cells will take, from those that have finished: the mean of those that differ by their
 * seeds alone, or where there are none, of all. Nothing is known before the first.
 */
public final class CellEstimates {
  private final Map<Map<String, String>, Mean> byLabels = new LinkedHashMap<>();
  private final Mean all = new Mean();

  private static final class Mean {
    private double sum;
    private int count;

    void add(double value) {
      sum += value;
      count++;
    }

    OptionalDouble value() {
      return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    }
  }

  /** Adds what a finished cell took; NaN, where it is not known, is left out. */
  public void add(Cell cell, double seconds) {
    if (Double.isFinite(seconds)) {
      byLabels.computeIfAbsent(cell.labels(), labels -> new Mean()).add(seconds);
      all.add(seconds);
    }
  }

  /** Returns the seconds that a cell will take. */
  public OptionalDouble of(Cell cell) {
    Mean alike = byLabels.get(cell.labels());
    return alike == null ? all.value() : alike.value();
  }

  /** Returns how many cells it is from. */
  public int measured() {
    return all.count;
  }
}
