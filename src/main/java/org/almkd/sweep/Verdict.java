package org.almkd.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.almkd.report.Numbers;

/**
 * Which variant is best, in words: whether its lead in a block is more than chance is asked of all
 * others that share seeds with it. Since the best was picked after looking, p-values are corrected
 * by Holm for all pairs of variants, not only for its own.
 */
final class Verdict {
  private static final double SIGNIFICANT = 1 - Statistics.CONFIDENCE;

  private final SweepResults results;

  Verdict(SweepResults results) {
    this.results = results;
  }

  /** Returns a sentence over all blocks where there are several, then one or two a block. */
  List<String> sentences(Ranking ranking) {
    List<String> sentences = new ArrayList<>();
    if (results.blocks().size() > 1) {
      sentences.add(overall(ranking));
    }
    for (Block block : results.blocks()) {
      String where = results.blocks().size() > 1 ? block.name() + ": " : "";
      sentences.add(where + ofBlock(block));
    }
    return sentences;
  }

  private String overall(Ranking ranking) {
    if (ranking.places().isEmpty()) {
      return "No mean rank: fewer than two variants are in every block with the same seeds.";
    }
    Ranking.Place best = ranking.places().get(0);
    String leaders =
        ranking.places().stream()
            .filter(p -> p.meanRank() == best.meanRank())
            .map(Ranking.Place::variant)
            .collect(Collectors.joining(" and "));
    String text =
        "Over %d blocks %s the best mean rank, %s of %d."
            .formatted(
                ranking.blocks(),
                leaders.equals(best.variant()) ? leaders + " has" : leaders + " share",
                Numbers.fixed(best.meanRank(), 2),
                ranking.places().size());
    if (Double.isNaN(ranking.friedman())) {
      return text + " Fewer than three blocks: too few to test the ranks.";
    }
    return text
        + (ranking.friedman() < SIGNIFICANT
                ? " The ranks differ by more than chance (Friedman's test, p = %s)."
                : " The ranks do not differ by more than chance (Friedman's test, p = %s).")
            .formatted(TextTable.p(ranking.friedman()));
  }

  private String ofBlock(Block block) {
    List<String> variants =
        results.variants().stream().filter(v -> !results.entries(block, v).isEmpty()).toList();
    Map<String, Double> means =
        variants.stream().collect(Collectors.toMap(v -> v, v -> mean(block, v)));
    List<String> ordered =
        variants.stream().sorted(Comparator.comparingDouble(v -> -means.get(v))).toList();
    if (ordered.isEmpty()) {
      return "nothing to rank.";
    }
    String best = ordered.get(0);
    int seeds = results.entries(block, best).size();
    String text =
        "%s has the highest mean test accuracy (%s), %s over %s."
            .formatted(
                best,
                results.ranked().title(),
                Numbers.percent(means.get(best)),
                seeds == 1 ? "1 seed" : seeds + " seeds");
    return ordered.size() < 2 ? text : text + " " + lead(block, best, ordered);
  }

  private String lead(Block block, String best, List<String> ordered) {
    Map<String, Double> corrected = correctedOverAllPairs(block, ordered);
    List<String> beyondChance = new ArrayList<>();
    List<String> withinChance = new ArrayList<>();
    List<String> untested = new ArrayList<>();
    for (String other : ordered.subList(1, ordered.size())) {
      PairedDifference difference =
          PairedDifference.of(results.differences(block, best, other, results.ranked()));
      String told = told(other, difference);
      double p = corrected.get(other);
      if (Double.isNaN(p)) {
        untested.add(told);
      } else if (p < SIGNIFICANT && difference.mean() > 0) {
        beyondChance.add(told);
      } else {
        withinChance.add(told);
      }
    }
    List<String> parts = new ArrayList<>();
    if (!beyondChance.isEmpty()) {
      parts.add("It is ahead by more than chance of " + String.join(", ", beyondChance) + ".");
    }
    if (!withinChance.isEmpty()) {
      parts.add("Chance may explain its lead over " + String.join(", ", withinChance) + ".");
    }
    if (!untested.isEmpty()) {
      parts.add(
          "Not tested, for fewer than three seeds in common or differences that do not vary, so"
              + " chance may explain its lead over "
              + String.join(", ", untested)
              + ".");
    }
    return String.join(" ", parts);
  }

  private static String told(String other, PairedDifference difference) {
    if (difference.seeds() == 0) {
      return other + " (no seed in common)";
    }
    String points = "%s points".formatted(TextTable.signed(difference.mean()));
    return Double.isNaN(difference.halfInterval())
        ? "%s (%s)".formatted(other, points)
        : "%s (%s, 95 %% CI %s to %s)"
            .formatted(
                other,
                points,
                TextTable.signed(difference.low()),
                TextTable.signed(difference.high()));
  }

  private Map<String, Double> correctedOverAllPairs(Block block, List<String> ordered) {
    List<String> others = ordered.subList(1, ordered.size());
    List<Double> p = new ArrayList<>();
    for (int a = 0; a < ordered.size(); a++) {
      for (int b = a + 1; b < ordered.size(); b++) {
        double[] differences =
            results.differences(block, ordered.get(a), ordered.get(b), results.ranked());
        p.add(Statistics.tTest(differences));
      }
    }
    double[] corrected = Statistics.holm(p.stream().mapToDouble(Double::doubleValue).toArray());
    // The first pairs are those of the best.
    return others.stream().collect(Collectors.toMap(v -> v, v -> corrected[others.indexOf(v)]));
  }

  private double mean(Block block, String variant) {
    return Statistics.mean(results.values(block, variant, results.ranked()));
  }
}
