package org.almkd.sweep;

import java.util.List;
import org.almkd.report.Numbers;

/**
 * A quantity of the last lambdas of a student: the final teacher's, one number a cell.
 *
 * @param student whose
 * @param quantity what
 * @param overCells its mean over the cells, with interval and tests against 0
 */
record LambdaStatistic(LambdaCells.Student student, String quantity, PairedDifference overCells) {

  String inWords() {
    String value =
        TextTable.withError(
            Numbers.four(overCells.mean()), Numbers.four(overCells.standardError()));
    return Double.isNaN(overCells.halfInterval())
        ? quantity + ": " + value
        : "%s: %s (95 %% CI %s to %s)"
            .formatted(
                quantity, value, Numbers.four(overCells.low()), Numbers.four(overCells.high()));
  }

  static TextTable toText(List<LambdaStatistic> statistics) {
    TextTable table =
        new TextTable("Lambdas of the final teacher after the last update: mean over cells")
            .text("student")
            .text("quantity")
            .number("cells")
            .number("mean \u00b1 SEM")
            .number("95 % CI");
    for (LambdaStatistic s : statistics) {
      PairedDifference d = s.overCells();
      table.row(
          List.of(
              s.student().name(),
              s.quantity(),
              Integer.toString(d.seeds()),
              TextTable.withError(Numbers.fixed(d.mean(), 4), Numbers.fixed(d.standardError(), 4)),
              Double.isNaN(d.halfInterval())
                  ? "-"
                  : Numbers.fixed(d.low(), 4) + " to " + Numbers.fixed(d.high(), 4)));
    }
    return table;
  }

  static DataTable toData(List<LambdaStatistic> statistics) {
    DataTable table =
        new DataTable(
            List.of("block", "variant", "quantity", "cells", "mean", "sem", "low95", "high95"));
    for (LambdaStatistic s : statistics) {
      PairedDifference d = s.overCells();
      table.row(
          List.of(
              s.student().block().name(),
              s.student().variant(),
              s.quantity(),
              d.seeds(),
              d.mean(),
              d.standardError(),
              d.low(),
              d.high()));
    }
    return table;
  }
}
