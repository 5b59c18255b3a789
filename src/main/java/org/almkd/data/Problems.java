package org.almkd.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The first problems met while reading and the number of all, so that of a file of nothing but
 * errors little is kept.
 */
final class Problems implements Serializable {
  /** How many are kept. */
  static final int LIMIT = 20;

  /** How many records that are left out are named. */
  static final int MOST_SKIPPED = 10_000;

  private static final long serialVersionUID = 1L;

  private final ArrayList<String> first = new ArrayList<>();
  private final ArrayList<String> skipped = new ArrayList<>();
  private long total;
  private long skippedTotal;

  void add(String problem) {
    total++;
    if (first.size() < LIMIT) {
      first.add(problem);
    }
  }

  /** Notes a record that is left out. */
  void skip(String problem) {
    skippedTotal++;
    if (skipped.size() < MOST_SKIPPED) {
      skipped.add(problem);
    }
  }

  /** Returns the records that were left out. */
  LeftOut leftOut() {
    return new LeftOut(skippedTotal, skipped);
  }

  /** Adds problems that come after these in the source. */
  void append(Problems later) {
    for (String problem : later.first) {
      if (first.size() < LIMIT) {
        first.add(problem);
      }
    }
    total += later.total;
    skipped.addAll(
        later.skipped.subList(0, Math.min(later.skipped.size(), MOST_SKIPPED - skipped.size())));
    skippedTotal += later.skippedTotal;
  }

  boolean isEmpty() {
    return total == 0;
  }

  List<String> first() {
    return List.copyOf(first);
  }

  void throwIfAny(String what) {
    if (total > 0) {
      throw new InvalidDataException(what, first, total);
    }
  }
}
