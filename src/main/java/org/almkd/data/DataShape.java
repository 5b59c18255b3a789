package org.almkd.data;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How many rows and numbers some data have.
 *
 * @param counts rows of each split
 * @param classes C
 * @param trainedClasses classes that have a training row
 * @param input what a row is
 * @param storedBytes bytes of a row's features as shards keep them
 */
public record DataShape(
    Map<Split, Integer> counts,
    int classes,
    int trainedClasses,
    InputShape input,
    long storedBytes) {
  /** Copies what it is given. */
  public DataShape {
    Map<Split, Integer> ordered = new EnumMap<>(Split.class);
    ordered.putAll(counts);
    counts = Collections.unmodifiableMap(ordered);
  }

  static DataShape of(List<SplitIndex> indexes, int classes, InputShape input, long storedBytes) {
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    boolean[] trained = new boolean[classes];
    for (SplitIndex index : indexes) {
      counts.put(index.split(), index.rows());
      if (index.split() == Split.TRAIN) {
        for (int label : index.labels()) {
          trained[label] = true;
        }
      }
    }
    int seen = 0;
    for (boolean one : trained) {
      seen += one ? 1 : 0;
    }
    return new DataShape(counts, classes, seen, input, storedBytes);
  }

  /** D, features of a row. */
  public int width() {
    return input.size();
  }

  /** Rows of a split. */
  public int rows(Split split) {
    return counts.getOrDefault(split, 0);
  }

  /** Rows of all splits. */
  public int rows() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
