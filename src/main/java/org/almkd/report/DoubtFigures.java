package org.almkd.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The figures of doubted labels: calibration, noise matrix and the distribution of q.
 *
 * @param doubt the part of report.json
 * @param cleanLabelsKnown whether it is known which labels are flipped
 */
record DoubtFigures(JsonNode doubt, boolean cleanLabelsKnown) {

  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>(List.of(calibration(), distribution()));
    if (hasMap()) {
      figures.add(noiseMatrix());
    }
    return figures;
  }

  /** Whether cells of the noise matrix have room for their numbers. */
  boolean hasMap() {
    int classes = doubt.path("noiseMatrix").size();
    return classes > 0 && classes <= HeatMap.MOST_ROWS;
  }

  /** Returns which classes are given in place of which the most. */
  HtmlTable confusions() {
    HtmlTable table =
        new HtmlTable("Largest estimated flips: share of the rows of a class given another label")
            .text("true class")
            .text("given class")
            .number("share");
    for (JsonNode flip : doubt.path("confusions")) {
      table.row(
          flip.path("true").asText(),
          flip.path("given").asText(),
          Numbers.percent(flip.path("probability").asDouble()));
    }
    return table;
  }

  private Figure calibration() {
    LineChart chart =
        new LineChart(
            "Calibration of teachers that have not seen the row",
            "probability of the most probable class",
            "share of rows where it is the given label");
    HtmlTable table =
        new HtmlTable("Rows by the probability of the most probable class")
            .text("probabilities")
            .number("rows")
            .number("mean probability")
            .number("share given");
    for (String name : List.of("before", "after")) {
      List<JsonNode> bins = new ArrayList<>();
      doubt.at("/calibration/" + name + "/bins").forEach(bins::add);
      bins.removeIf(bin -> bin.path("rows").asLong() == 0);
      chart.add(
          Curve.line(
              name + " calibration", numbers(bins, "confidence"), numbers(bins, "accuracy")));
      for (JsonNode bin : bins) {
        table.row(
            name,
            bin.path("rows").asText(),
            Numbers.fixed(bin.path("confidence").asDouble(), 4),
            Numbers.fixed(bin.path("accuracy").asDouble(), 4));
      }
    }
    double[] ends = {0, 1};
    chart.add(Curve.line("as often as said", ends, ends));
    String note =
        "Expected calibration error %s before and %s after; temperature %s, floor %s."
            .formatted(
                Numbers.three(doubt.at("/calibration/before/error").asDouble(Double.NaN)),
                Numbers.three(doubt.at("/calibration/after/error").asDouble(Double.NaN)),
                Numbers.three(doubt.path("temperature").asDouble()),
                Numbers.three(doubt.path("floor").asDouble()));
    return new Figure("doubt-calibration", chart, note, table);
  }

  private static double[] numbers(List<JsonNode> bins, String name) {
    return bins.stream().mapToDouble(bin -> bin.path(name).asDouble()).toArray();
  }

  private Figure distribution() {
    List<String> bins =
        IntStream.range(0, DoubtReport.BINS).mapToObj(b -> Numbers.fixed(b / 10.0, 1)).toList();
    BarChart chart =
        new BarChart(
                "Distribution of the doubts",
                "q from this to 0.1 above, the last one included",
                "share of the rows of a kind",
                bins)
            .fromZero();
    String others = cleanLabelsKnown ? "clean labels" : "all labels";
    HtmlTable table = new HtmlTable("Rows by their doubt").text("q from").number(others);
    long[] clean = counts("clean");
    long[] flipped = counts("flipped");
    chart.add(bars(others, clean));
    if (cleanLabelsKnown) {
      chart.add(bars("flipped labels", flipped));
      table.number("flipped labels");
    }
    for (int b = 0; b < bins.size(); b++) {
      List<String> row = new ArrayList<>(List.of(bins.get(b), Long.toString(clean[b])));
      if (cleanLabelsKnown) {
        row.add(Long.toString(flipped[b]));
      }
      table.row(row);
    }
    double area = doubt.path("areaUnderCurve").asDouble(Double.NaN);
    String note =
        "q is the probability that the given label is wrong."
            + (Double.isFinite(area)
                ? " A flipped row drawn at random has a higher q than a clean one with probability "
                    + Numbers.three(area)
                    + " (AUC)."
                : "");
    return new Figure("doubt-distribution", chart, note, table);
  }

  private long[] counts(String kind) {
    long[] counts = new long[DoubtReport.BINS];
    for (int b = 0; b < counts.length; b++) {
      counts[b] = doubt.path("distribution").path(kind).path(b).asLong();
    }
    return counts;
  }

  private static Bars bars(String name, long[] counts) {
    double all = Arrays.stream(counts).sum();
    double[] shares = Arrays.stream(counts).mapToDouble(c -> c / all).toArray();
    double[] none = new double[shares.length];
    Arrays.fill(none, Double.NaN);
    return new Bars(name, shares, none);
  }

  private Figure noiseMatrix() {
    List<String> classes = new ArrayList<>();
    doubt.path("classes").forEach(name -> classes.add(name.asText()));
    double[][] shares = new double[classes.size()][classes.size()];
    HtmlTable table = new HtmlTable("Estimated noise matrix (shares)").text("true class");
    classes.forEach(table::number);
    for (int c = 0; c < shares.length; c++) {
      List<String> row = new ArrayList<>(List.of(classes.get(c)));
      for (int j = 0; j < shares.length; j++) {
        shares[c][j] = doubt.path("noiseMatrix").path(c).path(j).asDouble();
        row.add(Numbers.fixed(shares[c][j], 4));
      }
      table.row(row);
    }
    HeatMap map =
        new HeatMap(
            "Estimated noise matrix (percent)", "true class", "given class", classes, shares);
    String note =
        "Of the rows of a true class, so many percent are given this label; less than half a"
            + " percent is left out.";
    return new Figure("doubt-noise-matrix", map, note, table);
  }
}
