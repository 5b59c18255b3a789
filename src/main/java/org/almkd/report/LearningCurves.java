package org.almkd.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.almkd.data.Split;

/**
 * Accuracy and loss of each network by epoch, as metrics.jsonl and report.json tell them. A teacher
 * that was trained elsewhere has one value, drawn over all epochs.
 */
final class LearningCurves {
  private static final String EPOCH = "epoch";
  private static final double PERCENT = 100;

  private final Map<String, JsonNode> networks;
  private final Map<String, List<JsonNode>> epochs = new LinkedHashMap<>();
  private final double[] grid;

  LearningCurves(RunContents run) {
    networks = NetworkNames.networks(run.report());
    for (String name : networks.keySet()) {
      epochs.put(
          name,
          run.metrics().stream()
              .filter(line -> line.path("network").asText().equals(name))
              .toList());
    }
    TreeSet<Double> all = new TreeSet<>();
    run.metrics().forEach(line -> all.add(line.path(EPOCH).asDouble()));
    grid = all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Returns the figures that have anything to show. */
  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    List<Split> heldOut = List.of(Split.TEST, Split.VALIDATION, Split.SELECTION);
    heldOut.forEach(split -> figures.add(accuracy(split)));
    heldOut.forEach(split -> figures.add(negativeLogLikelihood(split)));
    figures.add(trainLoss());
    return figures.stream().filter(figure -> !figure.chart().isEmpty()).toList();
  }

  private Figure accuracy(Split split) {
    return figure(
        "accuracy-" + split.slug(),
        "Accuracy on " + split.slug() + " rows",
        "accuracy (%)",
        2,
        "Share of rows whose most probable class is the given label.",
        line -> PERCENT * number(line.path(split.slug()).path("accuracy")),
        network -> PERCENT * number(network.path(split.slug()).path("accuracy").path("last")));
  }

  private Figure negativeLogLikelihood(Split split) {
    return figure(
        "loss-" + split.slug(),
        "Loss on " + split.slug() + " rows",
        "negative log-likelihood (nats)",
        4,
        "Mean of -log p(label): the same loss for all networks, whatever they were trained with.",
        line -> number(line.path(split.slug()).path("negativeLogLikelihood")),
        network -> number(network.path(split.slug()).path("negativeLogLikelihood").path("last")));
  }

  private Figure trainLoss() {
    return figure(
        "loss-train",
        "Loss on train rows",
        "training loss (nats)",
        4,
        "Mean of the loss that each network was trained with, every row measured before its step."
            + " Losses mixed with different weights do not compare from network to network.",
        line -> number(line.path("trainLoss")),
        network -> Double.NaN);
  }

  private Figure figure(
      String slug,
      String title,
      String measure,
      int digits,
      String note,
      ToDoubleFunction<JsonNode> ofEpoch,
      ToDoubleFunction<JsonNode> ofNetwork) {
    LineChart chart = new LineChart(title, EPOCH, measure);
    HtmlTable table = new HtmlTable(title + ": " + measure).number(EPOCH);
    List<double[]> columns = new ArrayList<>();
    for (String name : networks.keySet()) {
      double[] values = values(name, ofEpoch, ofNetwork);
      chart.add(Curve.line(NetworkNames.shown(name), grid, values));
      table.number(NetworkNames.shown(name));
      columns.add(values);
    }
    for (int g = 0; g < grid.length; g++) {
      int row = g;
      table.row(
          Stream.concat(
                  Stream.of(Numbers.four(grid[g])),
                  columns.stream().map(values -> Numbers.fixed(values[row], digits)))
              .toList());
    }
    return new Figure(slug, chart, note, table);
  }

  /** Returns a value for each epoch; NaN where there is none. */
  private double[] values(
      String name, ToDoubleFunction<JsonNode> ofEpoch, ToDoubleFunction<JsonNode> ofNetwork) {
    double[] values = new double[grid.length];
    boolean trainedElsewhere = epochs.get(name).isEmpty();
    Arrays.fill(
        values, trainedElsewhere ? ofNetwork.applyAsDouble(networks.get(name)) : Double.NaN);
    for (JsonNode line : epochs.get(name)) {
      int g = Arrays.binarySearch(grid, line.path(EPOCH).asDouble());
      values[g] = ofEpoch.applyAsDouble(line);
    }
    return values;
  }

  private static double number(JsonNode node) {
    return node.asDouble(Double.NaN);
  }
}
