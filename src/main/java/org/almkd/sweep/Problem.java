package org.almkd.sweep;

/**
 * What is missing in a summary, and why.
 *
 * @param where the cell, or what else
 * @param what one word or two: what happened
 * @param cause the whole message
 */
record Problem(String where, String what, String cause) {

  /** Of a cell. */
  static Problem of(CellOutcome cell, String what, String cause) {
    StringBuilder where = new StringBuilder("cell " + cell.number());
    cell.labels().forEach((axis, label) -> where.append(", %s=%s".formatted(axis, label)));
    where.append(", ").append(new Seeds(cell.runSeed(), cell.dataSeed()));
    return new Problem(where.toString(), what, cause.isEmpty() ? "no message" : cause);
  }
}
