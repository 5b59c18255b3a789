package org.almkd.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.almkd.report.Curve;
import org.almkd.report.Figure;
import org.almkd.report.HtmlTable;
import org.almkd.report.LineChart;

/**
 * Test accuracy of each variant by epoch: the mean over seeds in a band of its standard error, and
 * the paired difference to each reference. Only epochs that were evaluated for all variants and
 * seeds of a block are shown. Memory is one number a variant, pair of seeds and epoch.
 */
final class AccuracyCurves {
  private static final double PERCENT = 100;
  private static final int FEWEST_EPOCHS = 2;

  private final Map<Block, Map<String, NavigableMap<Seeds, NavigableMap<Integer, Double>>>>
      accuracies = new LinkedHashMap<>();

  /** Adds what metrics.jsonl of a cell says of the networks that the results name. */
  void add(CellResult cell, SweepResults results, List<JsonNode> metrics) {
    Map<String, NavigableMap<Integer, Double>> byNetwork = new LinkedHashMap<>();
    for (NetworkResult network : cell.networks()) {
      if (network.role() != NetworkResult.Role.TEACHER && results.isSource(cell, network)) {
        NavigableMap<Integer, Double> byEpoch = new TreeMap<>();
        byNetwork.put(network.network(), byEpoch);
        accuracies
            .computeIfAbsent(cell.block(), b -> new LinkedHashMap<>())
            .computeIfAbsent(network.variant(), v -> new TreeMap<>())
            .put(cell.seeds(), byEpoch);
      }
    }
    metrics.forEach(
        line -> {
          NavigableMap<Integer, Double> byEpoch = byNetwork.get(line.path("network").asText());
          double accuracy = line.path("test").path("accuracy").asDouble(Double.NaN);
          if (byEpoch != null && !Double.isNaN(accuracy)) {
            byEpoch.put(line.path("epoch").asInt(), accuracy);
          }
        });
  }

  /** Returns the figures of those blocks that have two epochs in common. */
  List<SummaryFigure> figures(SweepResults results, List<String> references, FileNames names) {
    List<SummaryFigure> figures = new ArrayList<>();
    for (Block block : results.blocks()) {
      int[] epochs = epochs(block);
      if (epochs.length < FEWEST_EPOCHS) {
        continue;
      }
      List<String> variants =
          results.variants().stream().filter(accuracies.get(block)::containsKey).toList();
      figures.add(
          figure(
              names.of("accuracy-by-epoch-" + block.name()),
              block.name() + ": test accuracy by epoch",
              "test accuracy (%)",
              "Mean over seeds; bands are \u00b1 1 SEM.",
              epochs,
              variants,
              variant -> perEpoch(block, variant, epochs)));
      for (String reference : references) {
        List<String> others = variants.stream().filter(v -> !v.equals(reference)).toList();
        if (variants.contains(reference) && !others.isEmpty()) {
          figures.add(
              figure(
                  names.of("accuracy-by-epoch-" + block.name() + "-against-" + reference),
                  block.name() + ": test accuracy less that of " + reference,
                  "difference (percentage points)",
                  "Mean of the differences paired by seeds; bands are \u00b1 1 SEM of them.",
                  epochs,
                  others,
                  variant -> differences(block, variant, reference, epochs)));
        }
      }
    }
    return figures.stream().filter(f -> !f.figure().chart().isEmpty()).toList();
  }

  private int[] epochs(Block block) {
    NavigableSet<Integer> common = null;
    for (var bySeeds : accuracies.getOrDefault(block, Map.of()).values()) {
      for (NavigableMap<Integer, Double> byEpoch : bySeeds.values()) {
        if (common == null) {
          common = new TreeSet<>(byEpoch.keySet());
        }
        common.retainAll(byEpoch.keySet());
      }
    }
    return common == null ? new int[0] : common.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Returns the values over the seeds, for each epoch. */
  private List<double[]> perEpoch(Block block, String variant, int[] epochs) {
    NavigableMap<Seeds, NavigableMap<Integer, Double>> bySeeds = accuracies.get(block).get(variant);
    List<double[]> values = new ArrayList<>();
    for (int epoch : epochs) {
      values.add(bySeeds.values().stream().mapToDouble(e -> e.get(epoch)).toArray());
    }
    return values;
  }

  private List<double[]> differences(Block block, String variant, String reference, int[] epochs) {
    NavigableMap<Seeds, NavigableMap<Integer, Double>> own = accuracies.get(block).get(variant);
    NavigableMap<Seeds, NavigableMap<Integer, Double>> other = accuracies.get(block).get(reference);
    List<double[]> values = new ArrayList<>();
    for (int epoch : epochs) {
      values.add(
          own.keySet().stream()
              .filter(other::containsKey)
              .mapToDouble(
                  s -> Statistics.difference(own.get(s).get(epoch), other.get(s).get(epoch)))
              .toArray());
    }
    return values;
  }

  private static SummaryFigure figure(
      String slug,
      String title,
      String measure,
      String note,
      int[] epochs,
      List<String> variants,
      Function<String, List<double[]>> values) {
    LineChart chart = new LineChart(title, "epoch", measure);
    HtmlTable table = new HtmlTable(title + ": " + measure).number("epoch");
    DataTable data = new DataTable(List.of("variant", "epoch", "seeds", "mean", "sem"));
    double[] x = new double[epochs.length];
    List<List<String>> rows = new ArrayList<>();
    for (int e = 0; e < epochs.length; e++) {
      x[e] = epochs[e];
      rows.add(new ArrayList<>(List.of(Integer.toString(epochs[e]))));
    }
    for (String variant : variants) {
      table.number(variant);
      List<double[]> perEpoch = values.apply(variant);
      double[] means = new double[epochs.length];
      double[] errors = new double[epochs.length];
      for (int e = 0; e < epochs.length; e++) {
        double mean = Statistics.mean(perEpoch.get(e));
        double error = Statistics.standardError(perEpoch.get(e));
        means[e] = PERCENT * mean;
        errors[e] = PERCENT * error;
        data.row(List.of(variant, epochs[e], perEpoch.get(e).length, mean, error));
        rows.get(e).add(TextTable.withError(TextTable.percent(mean), TextTable.percent(error)));
      }
      chart.add(Curve.inBand(variant, x, means, errors));
    }
    rows.forEach(table::row);
    return new SummaryFigure(new Figure(slug, chart, note, table), data);
  }
}
