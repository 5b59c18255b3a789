package org.almkd.sweep;

import org.almkd.report.Figure;

/**
 * A figure of a summary.
 *
 * @param figure what the page shows
 * @param data its numbers, all digits
 */
record SummaryFigure(Figure figure, DataTable data) {

  /** Returns the name of its numbers' file. */
  String csv() {
    return "figures/" + figure.slug() + ".csv";
  }
}
