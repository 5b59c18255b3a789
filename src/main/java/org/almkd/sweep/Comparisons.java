package org.almkd.sweep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * All variants against each reference, in each block.
 *
 * @param references in the order of the variants
 * @param all by reference, block, variant
 */
record Comparisons(List<String> references, List<Comparison> all) {
  private static final Set<String> PLAIN_METHODS = Set.of("labels", "fixed");

  /** Compares by the measure that is ranked by. */
  static Comparisons of(SweepResults results, List<String> wanted) {
    List<String> references = references(results, wanted);
    List<Comparison> all = new ArrayList<>();
    references.forEach(reference -> all.addAll(against(reference, results)));
    return new Comparisons(references, all);
  }

  private static List<String> references(SweepResults results, List<String> wanted) {
    if (!wanted.isEmpty()) {
      return results.variants().stream().filter(wanted::contains).toList();
    }
    Set<String> baselines = new HashSet<>();
    Set<String> plain = new HashSet<>();
    for (CellResult cell : results.cells()) {
      for (NetworkResult network : cell.networks()) {
        if (network.role() == NetworkResult.Role.BASELINE) {
          baselines.add(network.variant());
        }
        if (network.role() == NetworkResult.Role.STUDENT && PLAIN_METHODS.contains(cell.method())) {
          plain.add(network.variant());
        }
      }
    }
    List<String> variants = results.variants();
    if (baselines.isEmpty() && plain.isEmpty()) {
      return variants;
    }
    return variants.stream().filter((baselines.isEmpty() ? plain : baselines)::contains).toList();
  }

  private static List<Comparison> against(String reference, SweepResults results) {
    List<Comparison> plain = new ArrayList<>();
    for (Block block : results.blocks()) {
      for (String variant : results.variants()) {
        double[] differences =
            variant.equals(reference)
                ? new double[0]
                : results.differences(block, variant, reference, results.ranked());
        if (differences.length > 0) {
          boolean areSame = results.areSame(block, variant, reference);
          PairedDifference difference =
              areSame
                  ? PairedDifference.ofTheSame(differences.length)
                  : PairedDifference.of(differences);
          plain.add(new Comparison(block, variant, reference, difference, Double.NaN, areSame));
        }
      }
    }
    double[] corrected =
        Statistics.holm(plain.stream().mapToDouble(c -> c.difference().tTest()).toArray());
    List<Comparison> all = new ArrayList<>();
    for (int i = 0; i < corrected.length; i++) {
      Comparison c = plain.get(i);
      all.add(
          new Comparison(
              c.block(), c.variant(), c.reference(), c.difference(), corrected[i], c.areSame()));
    }
    return all;
  }

  /** Returns in how many blocks a variant is ahead of a reference, level, behind, or unknown. */
  Map<PairedDifference.Outcome, Integer> outcomes(String variant, String reference) {
    Map<PairedDifference.Outcome, Integer> counts = new LinkedHashMap<>();
    for (PairedDifference.Outcome outcome : PairedDifference.Outcome.values()) {
      counts.put(outcome, 0);
    }
    all.stream()
        .filter(c -> c.variant().equals(variant) && c.reference().equals(reference))
        .forEach(c -> counts.merge(c.outcome(), 1, Integer::sum));
    return counts;
  }

  /** Returns how an outcome is called in a file. */
  static String key(PairedDifference.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
