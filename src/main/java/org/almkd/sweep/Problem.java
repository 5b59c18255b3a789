package org.almkd.sweep;

/**
 * What is missing in a summary, and why.
 *
 * @param kind how much is missing
 * @param where the cell, or what else
 * @param what one word or two: what happened
 * @param cause the whole message
 */
record Problem(Kind kind, String where, String what, String cause) {
  /** How much a problem takes from the answer. */
  enum Kind {
    /** A cell that failed or was not run, which the sweep itself tells. */
    ENDED,
    /** Numbers of a cell that finished. */
    UNUSABLE,
    /** A figure alone. */
    FIGURE
  }

  /** Of a cell. */
  static Problem of(CellOutcome cell, Kind kind, String what, String cause) {
    StringBuilder where = new StringBuilder("cell " + cell.number());
    cell.labels().forEach((axis, label) -> where.append(", %s=%s".formatted(axis, label)));
    where.append(", ").append(new Seeds(cell.runSeed(), cell.dataSeed()));
    return new Problem(kind, where.toString(), what, cause.isEmpty() ? "no message" : cause);
  }

  /** Returns all in a line. */
  String words() {
    return "%s: %s: %s".formatted(where, what, cause);
  }
}
