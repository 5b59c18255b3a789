package org.almkd.sweep;

import java.util.Locale;

/**
 * A network of a cell.
 *
 * @param variant what it is compared as
 * @param role what it is in its run
 * @param network its name in metrics.jsonl
 * @param scores what it scored
 */
record NetworkResult(String variant, Role role, String network, Scores scores) {

  /** What a network is in its run. */
  enum Role {
    STUDENT,
    BASELINE,
    /** Shown, not ranked. */
    TEACHER;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
