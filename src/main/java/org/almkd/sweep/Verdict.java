package org.almkd.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.almkd.report.Numbers;

/**
 * Which variant is best, in words: whether its lead in a block is more than chance is asked of all
 * others, over the seeds that all of them have. Since the best was picked after looking, p-values
 * are corrected by Holm for all pairs of variants, not only for its own.
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
        "Over %s %s the best mean rank, %s of %d."
            .formatted(
                TextTable.count(ranking.blocks(), "block"),
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
    if (variants.isEmpty()) {
      return "nothing to rank.";
    }
    Map<String, double[]> paired = results.paired(block, variants, results.ranked());
    List<String> ordered =
        variants.stream()
            .sorted(
                Comparator.comparingDouble(
                    v -> -Statistics.rounded(Statistics.mean(paired.get(v)))))
            .toList();
    String best = ordered.get(0);
    int seeds = paired.get(best).length;
    if (seeds == 0) {
      return "not ranked: there is no seed that all of %s have."
          .formatted(String.join(", ", variants));
    }
    String text =
        "%s has the highest mean test accuracy (%s), %s over %s%s."
            .formatted(
                best,
                results.ranked().title(),
                Numbers.percent(Statistics.mean(paired.get(best))),
                TextTable.count(seeds, "seed"),
                leftOut(block, variants, seeds));
    return ordered.size() < 2 ? text : text + " " + lead(block, ordered, paired);
  }

  private String leftOut(Block block, List<String> variants, int common) {
    long all =
        variants.stream()
            .flatMap(v -> results.entries(block, v).keySet().stream())
            .distinct()
            .count();
    return all == common ? "" : " of %d, those that all variants have".formatted(all);
  }

  private String lead(Block block, List<String> ordered, Map<String, double[]> paired) {
    String best = ordered.get(0);
    Map<String, Double> corrected = correctedOverAllPairs(block, ordered, paired);
    List<String> same = new ArrayList<>();
    List<String> equal = new ArrayList<>();
    List<String> beyondChance = new ArrayList<>();
    List<String> withinChance = new ArrayList<>();
    List<String> untested = new ArrayList<>();
    for (String other : ordered.subList(1, ordered.size())) {
      PairedDifference difference =
          PairedDifference.of(Statistics.differences(paired.get(best), paired.get(other)));
      double p = corrected.get(other);
      if (results.areSame(block, best, other)) {
        same.add(other);
      } else if (Statistics.rounded(difference.mean()) <= 0) {
        equal.add(other);
      } else if (Double.isNaN(p)) {
        untested.add(told(other, difference));
      } else {
        (p < SIGNIFICANT ? beyondChance : withinChance).add(told(other, difference));
      }
    }
    List<String> parts = new ArrayList<>();
    add(parts, "It is the same to the bit as ", same);
    add(parts, "It is equal to ", equal);
    add(parts, "It is ahead by more than chance of ", beyondChance);
    add(parts, "Chance may explain its lead over ", withinChance);
    add(
        parts,
        "Not tested, for fewer than three seeds in common or differences that do not vary, so"
            + " chance may explain its lead over ",
        untested);
    return String.join(" ", parts);
  }

  private static void add(List<String> parts, String begin, List<String> variants) {
    if (!variants.isEmpty()) {
      parts.add(begin + String.join(", ", variants) + ".");
    }
  }

  private static String told(String other, PairedDifference difference) {
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

  private Map<String, Double> correctedOverAllPairs(
      Block block, List<String> ordered, Map<String, double[]> paired) {
    List<String> others = ordered.subList(1, ordered.size());
    List<Double> p = new ArrayList<>();
    for (int a = 0; a < ordered.size(); a++) {
      for (String other : ordered.subList(a + 1, ordered.size())) {
        String one = ordered.get(a);
        p.add(
            results.areSame(block, one, other)
                ? Double.NaN
                : Statistics.tTest(Statistics.differences(paired.get(one), paired.get(other))));
      }
    }
    double[] corrected = Statistics.holm(p.stream().mapToDouble(Double::doubleValue).toArray());
    // The first pairs are those of the best.
    return others.stream().collect(Collectors.toMap(v -> v, v -> corrected[others.indexOf(v)]));
  }
}
