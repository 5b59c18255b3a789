package org.almkd.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.almkd.report.Numbers;

/** The tables of a summary that people read: on the page, as Markdown and as LaTeX. */
final class SummaryTables {
  private final SweepResults results;
  private final Comparisons comparisons;
  private final Ranking ranking;

  SummaryTables(SweepResults results, Comparisons comparisons, Ranking ranking) {
    this.results = results;
    this.comparisons = comparisons;
    this.ranking = ranking;
  }

  /** Returns all that have rows. */
  List<TextTable> all() {
    List<TextTable> tables = new ArrayList<>(List.of(accuracies(), scores()));
    comparisons.references().forEach(reference -> tables.add(against(reference)));
    if (results.blocks().size() > 1) {
      tables.add(outcomes());
      tables.add(ranks());
    }
    return tables.stream().filter(table -> !table.isEmpty()).toList();
  }

  private TextTable accuracies() {
    Measure ranked = results.ranked();
    TextTable table =
        new TextTable(
                "Test accuracy, %s (%%): mean \u00b1 SEM over seeds; the best of each block stands out"
                    .formatted(ranked.title()))
            .text("block")
            .number("seeds");
    results.variants().forEach(table::number);
    for (Block block : results.blocks()) {
      List<double[]> values =
          results.variants().stream().map(v -> results.values(block, v, ranked)).toList();
      List<String> row = new ArrayList<>(List.of(block.name(), seeds(values)));
      values.forEach(v -> row.add(percent(v)));
      table.row(row, best(values, row.size() - values.size()));
    }
    return table;
  }

  /** Returns how many seeds there are, of the variants that the block has. */
  private static String seeds(List<double[]> values) {
    int[] counts =
        values.stream().mapToInt(v -> v.length).filter(n -> n > 0).sorted().distinct().toArray();
    String most = counts.length == 0 ? "0" : Integer.toString(counts[counts.length - 1]);
    return counts.length < 2 ? most : counts[0] + " to " + most;
  }

  /** Returns the columns of the greatest mean: none where there is nothing to compare it with. */
  private static Set<Integer> best(List<double[]> values, int firstColumn) {
    double[] means = values.stream().mapToDouble(Statistics::mean).toArray();
    double best = DoubleStream.of(means).filter(Double::isFinite).max().orElse(Double.NaN);
    long known = DoubleStream.of(means).filter(Double::isFinite).count();
    return IntStream.range(0, means.length)
        .filter(m -> known > 1 && means[m] == best)
        .mapToObj(m -> firstColumn + m)
        .collect(Collectors.toSet());
  }

  private TextTable scores() {
    TextTable table =
        new TextTable(
                "All measures on test rows: mean \u00b1 SEM over seeds; accuracies in %, loss and"
                    + " calibration error of the last epoch")
            .text("block")
            .text("variant")
            .number("seeds");
    for (Measure measure : measures()) {
      table.number(title(measure));
    }
    for (Block block : results.blocks()) {
      for (String variant : results.networks()) {
        if (!results.entries(block, variant).isEmpty()) {
          table.row(scores(block, variant));
        }
      }
    }
    return table;
  }

  /** Returns all, those of the exported parameters only where they say something of their own. */
  private List<Measure> measures() {
    return Arrays.stream(Measure.values())
        .filter(
            m ->
                results.ranked() == Measure.RESULT
                    || !List.of(Measure.RESULT, Measure.RESULT_LOSS, Measure.RESULT_CALIBRATION)
                        .contains(m))
        .toList();
  }

  private String title(Measure measure) {
    boolean isSeen = measure == Measure.BEST_VALIDATION && !results.isSelectionKept();
    return isSeen ? "best validation (seen by the lambdas)" : measure.title();
  }

  private List<String> scores(Block block, String variant) {
    List<String> row = new ArrayList<>(List.of(block.name(), variant));
    row.add(Integer.toString(results.entries(block, variant).size()));
    for (Measure measure : measures()) {
      double[] values = results.values(block, variant, measure);
      row.add(
          switch (measure) {
            case LAST, BEST_VALIDATION, ORACLE, RESULT -> percent(values);
            case LOSS, CALIBRATION, RESULT_LOSS, RESULT_CALIBRATION ->
                TextTable.withError(
                    Numbers.fixed(Statistics.mean(values), 4),
                    Numbers.fixed(Statistics.standardError(values), 4));
          });
    }
    return row;
  }

  private static String percent(double[] values) {
    return TextTable.withError(
        TextTable.percent(Statistics.mean(values)),
        TextTable.percent(Statistics.standardError(values)));
  }

  private TextTable against(String reference) {
    TextTable table =
        new TextTable(
                "Against %s: paired differences of test accuracy, %s (percentage points)"
                    .formatted(reference, results.ranked().title()))
            .text("block")
            .text("variant")
            .number("seeds")
            .number("mean \u00b1 SEM")
            .number("95 % CI")
            .number("p, t-test")
            .number("p, Holm")
            .number("p, Wilcoxon");
    for (Comparison c : comparisons.all()) {
      if (c.reference().equals(reference)) {
        PairedDifference d = c.difference();
        table.row(
            List.of(
                c.block().name(),
                c.variant(),
                Integer.toString(d.seeds()),
                TextTable.withError(
                    TextTable.signed(d.mean()), TextTable.percent(d.standardError())),
                c.areSame()
                    ? "same as " + reference
                    : Double.isNaN(d.halfInterval())
                        ? "-"
                        : TextTable.signed(d.low()) + " to " + TextTable.signed(d.high()),
                TextTable.p(d.tTest()),
                TextTable.p(c.holm()),
                TextTable.p(d.wilcoxon())));
      }
    }
    return table;
  }

  private TextTable outcomes() {
    TextTable table =
        new TextTable("Blocks in which a variant is ahead of, level with or behind a reference")
            .text("variant")
            .text("reference")
            .number("wins")
            .number("ties")
            .number("losses")
            .number("undecided")
            .number("same");
    for (String reference : comparisons.references()) {
      for (String variant : results.variants()) {
        if (!variant.equals(reference)) {
          List<String> row = new ArrayList<>(List.of(variant, reference));
          comparisons
              .outcomes(variant, reference)
              .values()
              .forEach(count -> row.add(Integer.toString(count)));
          table.row(row);
        }
      }
    }
    return table;
  }

  private TextTable ranks() {
    TextTable table =
        new TextTable(
                "Mean rank over %s (1 is the best)"
                    .formatted(TextTable.count(ranking.blocks(), "block")))
            .text("variant")
            .number("mean rank");
    ranking
        .places()
        .forEach(place -> table.row(List.of(place.variant(), Numbers.fixed(place.meanRank(), 2))));
    return table;
  }
}
