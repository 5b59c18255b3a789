package org.almkd.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The first problems met while reading and the number of all, so that a file of nothing but errors
 * stays small.
 */
final class Problems implements Serializable {
  /** How many are kept. */
  static final int LIMIT = 20;

  private static final long serialVersionUID = 1L;

  private final ArrayList<String> first = new ArrayList<>();
  private long total;

  void add(String problem) {
    total++;
    if (first.size() < LIMIT) {
      first.add(problem);
    }
  }

  /** Adds problems that come after these in the source. */
  void append(Problems later) {
    for (String problem : later.first) {
      if (first.size() < LIMIT) {
        first.add(problem);
      }
    }
    total += later.total;
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
