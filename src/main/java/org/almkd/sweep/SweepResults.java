package org.almkd.sweep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.almkd.config.InvalidConfigException;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;

/**
 * The scores of all networks by block, variant and seeds. Blocks and variants are in the order in
 * which they first appear, cells by their numbers: not in the order in which they ended.
 */
final class SweepResults {
  /** What a variant scored, and where that stands. */
  record Entry(Scores scores, int cell, String network, String parametersSha256) {}

  private record Place(Block block, String variant, Seeds seeds) {}

  private final List<CellResult> cells = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Map<Block, Map<String, NavigableMap<Seeds, Entry>>> entries = new LinkedHashMap<>();
  private final Map<String, NetworkResult.Role> roles = new LinkedHashMap<>();
  private final Set<Place> contradicted = new HashSet<>();

  private SweepResults() {}

  /** Reads report.json of each cell that succeeded; those that cannot be used become problems. */
  static SweepResults read(Storage storage, Collection<CellOutcome> outcomes) {
    SweepResults results = new SweepResults();
    List<CellOutcome> ordered =
        outcomes.stream().sorted(Comparator.comparingInt(CellOutcome::number)).toList();
    for (CellOutcome cell : ordered) {
      if (cell.state() != CellOutcome.State.SUCCEEDED) {
        String what =
            cell.state() == CellOutcome.State.FAILED
                ? "failed with exit code " + cell.exitCode()
                : "missing";
        results.problems.add(Problem.of(cell, Problem.Kind.ENDED, what, cell.message()));
        continue;
      }
      try {
        results.add(CellResult.read(storage, cell));
      } catch (InvalidConfigException | StorageException e) {
        // It counts as finished: only without its folder is it run again.
        String remedy = "; delete %s and start the sweep again".formatted(cell.folder());
        results.problems.add(
            Problem.of(cell, Problem.Kind.UNUSABLE, "unusable", e.getMessage() + remedy));
      }
    }
    return results;
  }

  private void add(CellResult cell) {
    cells.add(cell);
    for (NetworkResult network : cell.networks()) {
      if (!Double.isNaN(network.scores().of(Measure.LAST))) {
        add(cell, network);
      }
    }
  }

  private void add(CellResult cell, NetworkResult network) {
    Place place = new Place(cell.block(), network.variant(), cell.seeds());
    roles.merge(network.variant(), network.role(), SweepResults::stronger);
    NavigableMap<Seeds, Entry> bySeeds =
        entries
            .computeIfAbsent(place.block(), b -> new LinkedHashMap<>())
            .computeIfAbsent(place.variant(), v -> new TreeMap<>());
    if (contradicted.contains(place)) {
      return;
    }
    Entry before = bySeeds.get(place.seeds());
    if (before == null) {
      int number = cell.cell().number();
      bySeeds.put(
          place.seeds(),
          new Entry(network.scores(), number, network.network(), network.parametersSha256()));
    } else if (!before.scores().equals(network.scores())) {
      contradicted.add(place);
      bySeeds.remove(place.seeds());
      problems.add(contradiction(cell.cell(), network, before));
    }
  }

  private static Problem contradiction(CellOutcome cell, NetworkResult network, Entry before) {
    return Problem.of(
        cell,
        Problem.Kind.UNUSABLE,
        "contradiction",
        ("Cannot tell what %s scored with these seeds: found test accuracy %s here and %s in cell %d (%s),"
                + " or other measures that differ; expected networks of one name to be equal;"
                + " both are left out, give them different names")
            .formatted(
                network.variant(),
                network.scores().of(Measure.LAST),
                before.scores().of(Measure.LAST),
                before.cell(),
                before.network()));
  }

  /** What is a student in one cell and a baseline in another is compared as a student. */
  private static NetworkResult.Role stronger(NetworkResult.Role a, NetworkResult.Role b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** Adds a problem for each reference that no cell has. */
  void requireReferences(List<String> references) {
    for (String reference : references) {
      if (!variants().contains(reference)) {
        addProblem(
            new Problem(
                Problem.Kind.UNUSABLE,
                "reference " + reference,
                "unknown",
                "Cannot compare with %s: found the variants %s; expected one of these"
                    .formatted(reference, variants())));
      }
    }
  }

  void addProblem(Problem problem) {
    problems.add(problem);
  }

  /** Returns the cells that can be used, by number. */
  List<CellResult> cells() {
    return cells;
  }

  /** Returns what is missing. */
  List<Problem> problems() {
    return problems;
  }

  /** Returns the blocks of which anything is known. */
  List<Block> blocks() {
    return List.copyOf(entries.keySet());
  }

  /** Returns students and baselines. */
  List<String> variants() {
    return roles.keySet().stream().filter(v -> role(v) != NetworkResult.Role.TEACHER).toList();
  }

  /** Returns students and baselines, then teachers. */
  List<String> networks() {
    Set<String> networks = new LinkedHashSet<>(variants());
    networks.addAll(roles.keySet());
    return List.copyOf(networks);
  }

  NetworkResult.Role role(String variant) {
    return roles.get(variant);
  }

  /** Returns what is known of a variant in a block, by seeds. */
  NavigableMap<Seeds, Entry> entries(Block block, String variant) {
    return entries.get(block).getOrDefault(variant, new TreeMap<>());
  }

  /** Returns whether the entry of these seeds stands in this cell under this name. */
  boolean isSource(CellResult cell, NetworkResult network) {
    Entry entry = entries(cell.block(), network.variant()).get(cell.seeds());
    return entry != null
        && entry.cell() == cell.cell().number()
        && entry.network().equals(network.network());
  }

  /** Returns the values of a variant in a block, in the order of the seeds. */
  double[] values(Block block, String variant, Measure measure) {
    return entries(block, variant).values().stream()
        .mapToDouble(e -> e.scores().of(measure))
        .toArray();
  }

  /** Returns the values of those seeds that all of some variants have, one array a variant. */
  Map<String, double[]> paired(Block block, List<String> variants, Measure measure) {
    Set<Seeds> common = new LinkedHashSet<>(entries(block, variants.get(0)).keySet());
    variants.forEach(v -> common.retainAll(entries(block, v).keySet()));
    Map<String, double[]> values = new LinkedHashMap<>();
    for (String variant : variants) {
      NavigableMap<Seeds, Entry> bySeeds = entries(block, variant);
      values.put(
          variant, common.stream().mapToDouble(s -> bySeeds.get(s).scores().of(measure)).toArray());
    }
    return values;
  }

  /** Returns the differences of a variant to another over the seeds that both have. */
  double[] differences(Block block, String variant, String reference, Measure measure) {
    Map<String, double[]> values = paired(block, List.of(variant, reference), measure);
    return Statistics.differences(values.get(variant), values.get(reference));
  }

  /** Returns whether two variants have the same parameters with all seeds that both have. */
  boolean areSame(Block block, String variant, String other) {
    NavigableMap<Seeds, Entry> others = entries(block, other);
    List<Map.Entry<Seeds, Entry>> common =
        entries(block, variant).entrySet().stream()
            .filter(e -> others.containsKey(e.getKey()))
            .toList();
    return !common.isEmpty()
        && common.stream().allMatch(e -> areSame(e.getValue(), others.get(e.getKey())));
  }

  private static boolean areSame(Entry a, Entry b) {
    return !a.parametersSha256().isEmpty() && a.parametersSha256().equals(b.parametersSha256());
  }

  /**
   * Returns what is ranked by: what was exported where students and baselines differ in that, else
   * best validation where every cell kept a share to choose it by, else the last epoch.
   */
  Measure ranked() {
    long exported =
        cells.stream()
            .flatMap(cell -> cell.networks().stream())
            .filter(network -> network.role() != NetworkResult.Role.TEACHER)
            .map(NetworkResult::exported)
            .distinct()
            .count();
    if (exported > 1) {
      return Measure.RESULT;
    }
    return isSelectionKept() ? Measure.BEST_VALIDATION : Measure.LAST;
  }

  /** Returns whether every cell kept a share of the validation rows to choose an epoch by. */
  boolean isSelectionKept() {
    return !cells.isEmpty() && cells.stream().allMatch(CellResult::isSelectionKept);
  }
}
