package org.almkd.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What all cells have in common whose variants are compared: the values of all axes but the methods
 * and the seeds.
 *
 * @param labels value by axis, in the order of the axes
 */
record Block(Map<String, String> labels) {
  /** Axis whose values are compared. */
  static final String METHOD = "method";

  private static final String DATASET = "dataset";

  /** Copies the labels in their order. */
  Block {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /** Returns the block of a cell. */
  static Block of(CellOutcome cell) {
    Map<String, String> labels = new LinkedHashMap<>(cell.labels());
    labels.remove(METHOD);
    return new Block(labels);
  }

  /** Returns the labels that are the same in another block. */
  Block common(Block other) {
    Map<String, String> shared = new LinkedHashMap<>(labels);
    shared.entrySet().retainAll(other.labels.entrySet());
    return new Block(shared);
  }

  /** Returns how people call it: a data set by its name alone, other values with their axis. */
  String name() {
    if (labels.isEmpty()) {
      return "all";
    }
    return labels.entrySet().stream()
        .map(e -> e.getKey().equals(DATASET) ? e.getValue() : e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
