package org.almkd.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The distribution of the lambdas of each teacher over the updates, and their mean by the teacher's
 * confidence, as in figure 3 of the paper. Tables are read one at a time: memory is that of one.
 */
final class LambdaFigures {
  private static final double[] LEVELS = {0.05, 0.25, 0.5, 0.75, 0.95};
  private static final int MOST_BUCKETS = 20;
  private static final int FEWEST_ROWS = 10;

  private final List<String> teachers;
  private final Map<Integer, List<double[]>> quantiles = new LinkedHashMap<>();
  private LambdaSnapshot last;

  /**
   * Reads all tables.
   *
   * @param history at least one table
   * @param teachers names of the teachers
   */
  LambdaFigures(LambdaHistory history, List<String> teachers) {
    this.teachers = teachers;
    for (int epoch : history.epochs()) {
      // The table before can go while the next one is read: memory is that of one.
      last = null;
      last = history.read(epoch);
      List<double[]> columns = new ArrayList<>();
      for (int column = 0; column < last.columns(); column++) {
        columns.add(summary(last, column));
      }
      quantiles.put(epoch, columns);
    }
  }

  /** Returns for each column how it moved, and for each teacher what it depends on. */
  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    for (int column = 0; column < last.columns(); column++) {
      figures.add(distribution(column));
    }
    for (int k = 0; k < last.teachers(); k++) {
      figures.add(byConfidence(k));
    }
    return figures;
  }

  /** Returns the quantiles, then the means of all, clean and flipped rows. */
  private static double[] summary(LambdaSnapshot table, int column) {
    Quantiles all = new Quantiles(table.lambdas(column));
    double[] summary = new double[LEVELS.length + 3];
    for (int l = 0; l < LEVELS.length; l++) {
      summary[l] = all.at(LEVELS[l]);
    }
    summary[LEVELS.length] = all.mean();
    summary[LEVELS.length + 1] = new Quantiles(clean(table, table.lambdas(column), 1)).mean();
    summary[LEVELS.length + 2] = new Quantiles(clean(table, table.lambdas(column), 0)).mean();
    return summary;
  }

  private Figure distribution(int column) {
    String name = name(column);
    double[] epochs = quantiles.keySet().stream().mapToDouble(Integer::doubleValue).toArray();
    LineChart chart =
        new LineChart(
                "Distribution of " + name,
                "epoch before which they were updated",
                "lambda (weight)")
            .add(Curve.band("5 % to 95 %", epochs, over(column, 0), over(column, 4)))
            .add(Curve.band("25 % to 75 %", epochs, over(column, 1), over(column, 3)))
            .add(Curve.line("median", epochs, over(column, 2)))
            .add(Curve.line("mean", epochs, over(column, 5)));
    HtmlTable table =
        new HtmlTable("Quantiles and means of " + name + " (weight)")
            .number("epoch")
            .number("5 %")
            .number("25 %")
            .number("median")
            .number("75 %")
            .number("95 %")
            .number("mean");
    if (last.cleanLabelsKnown()) {
      chart
          .add(Curve.line("mean of clean rows", epochs, over(column, 6)))
          .add(Curve.line("mean of flipped rows", epochs, over(column, 7)));
      table.number("mean, clean").number("mean, flipped");
    }
    int cells = LEVELS.length + (last.cleanLabelsKnown() ? 3 : 1);
    quantiles.forEach(
        (epoch, columns) -> {
          List<String> row = new ArrayList<>(List.of(Integer.toString(epoch)));
          for (int c = 0; c < cells; c++) {
            row.add(Numbers.fixed(columns.get(column)[c], 4));
          }
          table.row(row);
        });
    String note = "Over all training rows; each band holds the share of rows that it is named for.";
    return new Figure("lambda-distribution-" + slug(column), chart, note, table);
  }

  private double[] over(int column, int number) {
    return quantiles.values().stream()
        .mapToDouble(columns -> columns.get(column)[number])
        .toArray();
  }

  private Figure byConfidence(int teacher) {
    int column = last.columnOf(teacher);
    String name = name(column);
    LineChart chart =
        new LineChart(
            "Mean of " + name + " by the teacher's confidence",
            "teacher's probability of the given label",
            "mean lambda (weight) \u00b1 SEM");
    HtmlTable table =
        new HtmlTable("Mean of " + name + " in buckets of equal count")
            .text("labels")
            .number("rows")
            .number("least probability")
            .number("greatest probability")
            .number("mean probability")
            .number("mean lambda")
            .number("standard error");
    if (last.cleanLabelsKnown()) {
      group(
          chart,
          table,
          "clean",
          clean(last, last.probabilities(column), 1),
          clean(last, last.lambdas(column), 1));
      group(
          chart,
          table,
          "flipped",
          clean(last, last.probabilities(column), 0),
          clean(last, last.lambdas(column), 0));
    } else {
      group(chart, table, "all", last.probabilities(column), last.lambdas(column));
    }
    String note =
        ("After the last update, before epoch %d. Up to %d buckets of equal count, of at least %d"
                + " rows each; error bars are standard errors of the mean over the rows of a"
                + " bucket. Figure 3 of the paper, which averages 50 runs.")
            .formatted(last.epoch(), MOST_BUCKETS, FEWEST_ROWS);
    return new Figure("lambda-by-confidence-" + slug(column), chart, note, table);
  }

  private static void group(
      LineChart chart, HtmlTable table, String labels, float[] probabilities, float[] lambdas) {
    List<Bucket> buckets = Bucket.equalCount(probabilities, lambdas, MOST_BUCKETS, FEWEST_ROWS);
    chart.add(
        Curve.withErrors(
            labels + " labels",
            buckets.stream().mapToDouble(Bucket::meanX).toArray(),
            buckets.stream().mapToDouble(Bucket::meanY).toArray(),
            buckets.stream().mapToDouble(Bucket::standardError).toArray()));
    for (Bucket bucket : buckets) {
      table.row(
          labels,
          Integer.toString(bucket.rows()),
          Numbers.fixed(bucket.low(), 4),
          Numbers.fixed(bucket.high(), 4),
          Numbers.fixed(bucket.meanX(), 4),
          Numbers.fixed(bucket.meanY(), 4),
          Numbers.fixed(bucket.standardError(), 4));
    }
  }

  /** Returns the values of rows whose label is right (1) or flipped (0). */
  private static float[] clean(LambdaSnapshot table, float[] values, int clean) {
    if (!table.cleanLabelsKnown()) {
      return new float[0];
    }
    float[] chosen = new float[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (table.clean_N()[i] == clean) {
        chosen[count++] = values[i];
      }
    }
    return Arrays.copyOf(chosen, count);
  }

  private String name(int column) {
    return isLabelWeight(column) ? "label weight" : "lambda of teacher " + teacher(column);
  }

  private String slug(int column) {
    return isLabelWeight(column) ? "label-weight" : "teacher-" + teacher(column);
  }

  private boolean isLabelWeight(int column) {
    return column < last.columnOf(0);
  }

  private String teacher(int column) {
    return teachers.get(column - last.columnOf(0));
  }
}
