package org.almkd.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.almkd.report.BarChart;
import org.almkd.report.Bars;
import org.almkd.report.Curve;
import org.almkd.report.Figure;
import org.almkd.report.HtmlTable;
import org.almkd.report.LineChart;
import org.almkd.report.Numbers;
import org.almkd.sweep.CellLambdas.Group;
import org.almkd.sweep.CellLambdas.Rows;
import org.almkd.sweep.LambdaCells.Student;

/** Figures of the last lambdas of a student, averaged over its cells. */
final class LambdaPictures {
  private static final String CELLS = "cells";

  private final Student student;
  private final List<CellLambdas> cells;
  private final List<String> teachers;
  private final List<Rows> kinds;

  /** At least one cell. */
  LambdaPictures(Student student, LambdaCells lambdas) {
    this.student = student;
    this.cells = lambdas.cells();
    this.teachers = lambdas.teachers();
    this.kinds = List.copyOf(cells.get(0).groups().keySet());
  }

  /** Lambda by confidence: figure 3 of the paper, and 8 on the left. */
  SummaryFigure byConfidence(FileNames names) {
    LineChart chart =
        new LineChart(
            student.name() + ": lambda by the teacher's confidence",
            "probability that " + finalTeacher() + " gives the label",
            "mean lambda (weight) \u00b1 SEM");
    HtmlTable table =
        table("Mean lambda in buckets of equal count", "labels", "bucket", "probability", "lambda");
    DataTable data =
        new DataTable(List.of("labels", "bucket", CELLS, "probability", "lambda", "sem"));
    for (Rows kind : kinds) {
      List<double[]> x = over(c -> group(c, kind).probabilities());
      List<double[]> y = over(c -> group(c, kind).lambdas());
      chart.add(Curve.withErrors(kind.key() + " labels", means(x), means(y), errors(y)));
      for (int b = 0; b < y.size(); b++) {
        row(table, data, kind.key(), Integer.toString(b + 1), Statistics.mean(x.get(b)), y.get(b));
      }
    }
    String note =
        "After the last update. Buckets of equal count in each cell, averaged over %d cells; error bars are over cells. %s Figure 3 of the paper."
            .formatted(cells.size(), inWords());
    return new SummaryFigure(
        new Figure(
            names.of(FigureKind.LAMBDA_BY_CONFIDENCE.key() + "-" + student.name()),
            chart,
            note,
            table),
        data);
  }

  private String inWords() {
    List<String> parts = new ArrayList<>();
    for (LambdaStatistic statistic : statistics()) {
      if (!statistic.quantity().startsWith("mean")) {
        parts.add(statistic.inWords());
      }
    }
    return parts.isEmpty() ? "" : String.join("; ", parts) + ".";
  }

  /** How sure the final teacher is: figure 8 of the paper, on the right. */
  SummaryFigure histogram(FileNames names) {
    int bins = CellLambdas.CONFIDENCE_BINS;
    List<String> from =
        IntStream.range(0, bins)
            .mapToObj(b -> String.format(Locale.ROOT, "%.1f", (double) b / bins))
            .toList();
    BarChart chart =
        new BarChart(
                student.name() + ": the teacher's confidence",
                "probability that " + finalTeacher() + " gives the label, from",
                "share of rows (%)",
                from)
            .fromZero();
    HtmlTable table =
        table("Share of rows in bins of 0.1", "labels", "bin", "from probability", "share");
    DataTable data =
        new DataTable(List.of("labels", "bin", CELLS, "fromProbability", "share", "sem"));
    for (Rows kind : kinds) {
      List<double[]> shares = over(c -> group(c, kind).shares());
      chart.add(new Bars(kind.key() + " labels", scaled(means(shares)), scaled(errors(shares))));
      for (int b = 0; b < bins; b++) {
        String bin = Integer.toString(b + 1);
        row(table, data, kind.key(), bin, (double) b / bins, shares.get(b));
      }
    }
    String note =
        "Shares of the rows of each kind, averaged over %d cells; error bars are \u00b1 1 SEM over cells. Figure 8 of the paper."
            .formatted(cells.size());
    return new SummaryFigure(
        new Figure(
            names.of(FigureKind.CONFIDENCE_HISTOGRAM.key() + "-" + student.name()),
            chart,
            note,
            table),
        data);
  }

  /** Change of lambda by change of confidence: figure 6 of the paper; absent with one teacher. */
  Optional<SummaryFigure> change(FileNames names) {
    if (teachers.size() < 2) {
      return Optional.empty();
    }
    int bins = CellLambdas.CHANGE_BINS;
    double[] middles =
        IntStream.range(0, bins).mapToDouble(b -> (2.0 * b + 1) / bins - 1).toArray();
    LineChart chart =
        new LineChart(
            student.name() + ": change of lambda by change of confidence",
            "probability of the label, " + finalTeacher() + " less the earlier teacher",
            "difference of lambda (weight) \u00b1 SEM");
    HtmlTable table =
        table("Mean difference in bins of 0.1", "against", "bin", "change, middle", "lambda");
    DataTable data =
        new DataTable(List.of("teacher", "bin", CELLS, "probabilityChange", "lambdaChange", "sem"));
    for (int k = 0; k < teachers.size() - 1; k++) {
      int teacher = k;
      List<double[]> changes =
          over(c -> c.changes().get(teacher)).stream().map(LambdaPictures::known).toList();
      chart.add(
          Curve.withErrors("less " + teachers.get(k), middles, means(changes), errors(changes)));
      for (int b = 0; b < bins; b++) {
        if (changes.get(b).length > 0) {
          row(table, data, teachers.get(k), Integer.toString(b + 1), middles[b], changes.get(b));
        }
      }
    }
    String note =
        "Lambda of the final teacher less that of an earlier one in the same rows, after the last update; means over those of %d cells that have rows in a bin. Figure 6 of the paper."
            .formatted(cells.size());
    return Optional.of(
        new SummaryFigure(
            new Figure(
                names.of(FigureKind.LAMBDA_CHANGE.key() + "-" + student.name()),
                chart,
                note,
                table),
            data));
  }

  /** Returns means and slopes over the cells, and what flipped rows have more than clean ones. */
  List<LambdaStatistic> statistics() {
    List<LambdaStatistic> statistics = new ArrayList<>();
    for (Rows kind : kinds) {
      statistics.add(
          statistic("mean of " + kind.key() + " rows", c -> group(c, kind).meanLambda()));
    }
    if (kinds.contains(Rows.FLIPPED)) {
      statistics.add(
          statistic(
              "flipped less clean rows",
              c -> group(c, Rows.FLIPPED).meanLambda() - group(c, Rows.CLEAN).meanLambda()));
    }
    for (Rows kind : kinds) {
      statistics.add(statistic("slope of " + kind.key() + " rows", c -> group(c, kind).slope()));
    }
    return statistics;
  }

  /** A slope is not known of a cell whose teacher is equally sure of all rows of a kind. */
  private LambdaStatistic statistic(String quantity, ToDoubleFunction<CellLambdas> of) {
    double[] overCells = known(cells.stream().mapToDouble(of).toArray());
    return new LambdaStatistic(student, quantity, PairedDifference.of(overCells));
  }

  private String finalTeacher() {
    return teachers.get(teachers.size() - 1);
  }

  private static Group group(CellLambdas cell, Rows kind) {
    return cell.groups().get(kind);
  }

  /** Returns for each place of the cells' arrays the values over the cells. */
  private List<double[]> over(Function<CellLambdas, double[]> of) {
    int places = of.apply(cells.get(0)).length;
    return IntStream.range(0, places)
        .mapToObj(p -> cells.stream().mapToDouble(c -> of.apply(c)[p]).toArray())
        .toList();
  }

  private static double[] known(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
  }

  private static double[] means(List<double[]> values) {
    return values.stream().mapToDouble(Statistics::mean).toArray();
  }

  private static double[] errors(List<double[]> values) {
    return values.stream().mapToDouble(Statistics::standardError).toArray();
  }

  private static double[] scaled(double[] shares) {
    return Arrays.stream(shares).map(s -> 100 * s).toArray();
  }

  private static HtmlTable table(String caption, String kind, String place, String x, String y) {
    return new HtmlTable(caption)
        .text(kind)
        .number(place)
        .number(CELLS)
        .number(x)
        .number(y)
        .number("SEM");
  }

  private static void row(
      HtmlTable table, DataTable data, String kind, String place, double x, double[] values) {
    double mean = Statistics.mean(values);
    double error = Statistics.standardError(values);
    table.row(
        kind,
        place,
        Integer.toString(values.length),
        Numbers.fixed(x, 4),
        Numbers.fixed(mean, 4),
        Numbers.fixed(error, 4));
    data.row(List.of(kind, Integer.parseInt(place), values.length, x, mean, error));
  }
}
