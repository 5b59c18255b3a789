package org.almkd.sweep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.almkd.report.Json;

/** The files of a summary that programs read. Shares are fractions. */
final class SummaryData {
  private final SweepResults results;
  private final Comparisons comparisons;
  private final Ranking ranking;
  private final List<CellOutcome> cells;

  SummaryData(
      SweepResults results,
      Comparisons comparisons,
      Ranking ranking,
      Collection<CellOutcome> cells) {
    this.results = results;
    this.comparisons = comparisons;
    this.ranking = ranking;
    this.cells = cells.stream().sorted(Comparator.comparingInt(CellOutcome::number)).toList();
  }

  /** Returns summary.csv: a row for each block and network. */
  DataTable scores() {
    List<String> keys = new ArrayList<>(List.of("block"));
    keys.addAll(blockAxes());
    keys.addAll(List.of("variant", "role", "seeds"));
    for (Measure measure : Measure.values()) {
      Stream.of("Mean", "Sem", "Sd").forEach(s -> keys.add(measure.key() + s));
    }
    DataTable table = new DataTable(keys);
    for (Block block : results.blocks()) {
      for (String variant : results.networks()) {
        if (!results.entries(block, variant).isEmpty()) {
          table.row(scores(block, variant));
        }
      }
    }
    return table;
  }

  private List<Object> scores(Block block, String variant) {
    List<Object> row = new ArrayList<>(List.of(block.name()));
    blockAxes().forEach(axis -> row.add(block.labels().getOrDefault(axis, "")));
    row.add(variant);
    row.add(results.role(variant).key());
    row.add(results.entries(block, variant).size());
    for (Measure measure : Measure.values()) {
      double[] values = results.values(block, variant, measure);
      row.add(Statistics.mean(values));
      row.add(Statistics.standardError(values));
      row.add(Statistics.deviation(values));
    }
    return row;
  }

  private List<String> blockAxes() {
    return results.blocks().stream().flatMap(b -> b.labels().keySet().stream()).distinct().toList();
  }

  /** Returns differences.csv: a row for each block, variant and reference. */
  DataTable differences() {
    DataTable table =
        new DataTable(
            List.of(
                "block",
                "variant",
                "reference",
                "measure",
                "seeds",
                "mean",
                "sem",
                "low95",
                "high95",
                "pTTest",
                "pHolm",
                "pWilcoxon",
                "outcome"));
    for (Comparison c : comparisons.all()) {
      PairedDifference d = c.difference();
      table.row(
          List.of(
              c.block().name(),
              c.variant(),
              c.reference(),
              results.ranked().key(),
              d.seeds(),
              d.mean(),
              d.standardError(),
              d.low(),
              d.high(),
              d.tTest(),
              c.holm(),
              d.wilcoxon(),
              Comparisons.key(c.outcome())));
    }
    return table;
  }

  /** Returns cells.csv: how each cell ended. */
  DataTable cells() {
    List<String> axes =
        cells.stream().flatMap(c -> c.labels().keySet().stream()).distinct().toList();
    List<String> keys = new ArrayList<>(List.of("number"));
    keys.addAll(axes);
    keys.addAll(List.of("runSeed", "dataSeed", "runId", "state", "exitCode", "message"));
    DataTable table = new DataTable(keys);
    for (CellOutcome cell : cells) {
      List<Object> row = new ArrayList<>(List.of(cell.number()));
      axes.forEach(axis -> row.add(cell.labels().getOrDefault(axis, "")));
      row.addAll(
          List.of(
              cell.runSeed(),
              cell.dataSeed(),
              cell.runId(),
              cell.state().name(),
              cell.exitCode(),
              cell.message()));
      table.row(row);
    }
    return table;
  }

  /** Returns summary.json: all of it. */
  byte[] toJson(String name, List<String> sentences, SummaryFigures drawn, DataSets dataSets) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("rankedBy", results.ranked().key());
    json.put("references", comparisons.references());
    json.put("answer", sentences);
    json.put("problems", problems());
    json.put("scores", scores().toJson());
    json.put("differences", differences().toJson());
    json.put("outcomes", outcomes());
    json.put("ranks", ranks());
    json.put("cells", cells().toJson());
    json.put("data", dataSets.toData().toJson());
    json.put("lambdas", LambdaStatistic.toData(drawn.lambdas()).toJson());
    Map<String, Object> tables = new LinkedHashMap<>();
    drawn.figures().forEach(f -> tables.put(f.figure().slug(), f.data().toJson()));
    json.put("figures", tables);
    return Json.indented(json);
  }

  private List<Map<String, Object>> problems() {
    DataTable table = new DataTable(List.of("where", "what", "cause"));
    results.problems().forEach(p -> table.row(List.of(p.where(), p.what(), p.cause())));
    return table.toJson();
  }

  private List<Map<String, Object>> outcomes() {
    List<String> keys = new ArrayList<>(List.of("variant", "reference"));
    for (PairedDifference.Outcome outcome : PairedDifference.Outcome.values()) {
      keys.add(Comparisons.key(outcome));
    }
    DataTable table = new DataTable(keys);
    for (String reference : comparisons.references()) {
      for (String variant : results.variants()) {
        if (!variant.equals(reference)) {
          List<Object> row = new ArrayList<>(List.of(variant, reference));
          row.addAll(comparisons.outcomes(variant, reference).values());
          table.row(row);
        }
      }
    }
    return table.toJson();
  }

  private Map<String, Object> ranks() {
    Map<String, Object> means = new LinkedHashMap<>();
    ranking.places().forEach(p -> means.put(p.variant(), p.meanRank()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("blocks", ranking.blocks());
    json.put("means", means);
    json.put("pFriedman", Json.finite(ranking.friedman()));
    json.put("leftOut", ranking.leftOut());
    return json;
  }
}
