package org.almkd.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The cells of a sweep: all combinations but those left out, further ones, and their seeds. */
final class SweepGrid {
  private static final String LABELS = "labels";
  private static final long MOST_CELLS = 10_000;

  private final Problems problems;
  private final SweepValueReader values;
  private final List<SweepAxis> axes;

  SweepGrid(Problems problems, SweepValueReader values, List<SweepAxis> axes) {
    this.problems = problems;
    this.values = values;
    this.axes = List.copyOf(axes);
  }

  /**
   * The grid without what is excluded, and the further cells: each with each of the seeds.
   *
   * @param exclude blocks of axis = label; the seeds count as axes
   * @param further blocks of cells outside the grid
   * @param seeds values of run.seed
   * @param dataSeeds values of data.seed; none: it goes with run.seed
   */
  List<SweepCell> cells(
      List<ConfigObject> exclude,
      List<ConfigObject> further,
      List<Long> seeds,
      List<Long> dataSeeds) {
    Map<String, List<String>> choices = choices(seeds, dataSeeds);
    List<Map<String, String>> excluded = new ArrayList<>();
    for (int i = 0; i < exclude.size(); i++) {
      excluded.add(labels(exclude.get(i), "sweep.exclude[" + i + "]", choices));
    }
    List<SweepCell> cells = new ArrayList<>();
    for (SweepCell cell : seeded(product(), seeds, dataSeeds)) {
      Map<String, String> all = cell.allLabels();
      if (excluded.stream().noneMatch(e -> all.entrySet().containsAll(e.entrySet()))) {
        cells.add(cell);
      }
    }
    Set<Map<String, String>> taken = new LinkedHashSet<>();
    cells.forEach(cell -> taken.add(cell.labels()));
    List<SweepCell> outside = new ArrayList<>();
    for (int i = 0; i < further.size(); i++) {
      further(further.get(i), "sweep.cells[" + i + "]", taken).ifPresent(outside::add);
    }
    cells.addAll(seeded(outside, seeds, dataSeeds));
    return cells;
  }

  private static List<SweepCell> seeded(
      List<SweepCell> cells, List<Long> seeds, List<Long> dataSeeds) {
    List<SweepCell> seeded = new ArrayList<>();
    for (SweepCell cell : cells) {
      for (long seed : seeds) {
        SweepCell one = cell.seeded(SweepAxesReader.SEED, "run.seed", seed);
        if (dataSeeds.isEmpty()) {
          seeded.add(one);
        }
        for (long dataSeed : dataSeeds) {
          seeded.add(one.seeded(SweepAxesReader.DATA_SEED, "data.seed", dataSeed));
        }
      }
    }
    return seeded;
  }

  /** What may stand in a block of labels: each axis, and each kind of seed, with its labels. */
  private Map<String, List<String>> choices(List<Long> seeds, List<Long> dataSeeds) {
    Map<String, List<String>> choices = new LinkedHashMap<>();
    axes.forEach(axis -> choices.put(axis.name(), List.copyOf(axis.labels())));
    choices.put(SweepAxesReader.SEED, seeds.stream().map(String::valueOf).toList());
    if (!dataSeeds.isEmpty()) {
      choices.put(SweepAxesReader.DATA_SEED, dataSeeds.stream().map(String::valueOf).toList());
    }
    return choices;
  }

  /** Number of cells, counted before any is made. */
  void requireFew(int further, List<Long> seeds, List<Long> dataSeeds) {
    double count = axes.isEmpty() ? 0 : 1;
    for (SweepAxis axis : axes) {
      count *= axis.values().size();
    }
    count = (count + further) * seeds.size() * Math.max(1, dataSeeds.size());
    if (count > MOST_CELLS) {
      problems.add(
          "the sweep has %.0f cells; expected at most %d; make several sweeps of it"
              .formatted(count, MOST_CELLS));
    }
  }

  private List<SweepCell> product() {
    if (axes.isEmpty()) {
      return List.of();
    }
    List<SweepCell> cells = List.of(SweepCell.EMPTY);
    for (SweepAxis axis : axes) {
      List<SweepCell> longer = new ArrayList<>();
      for (SweepCell cell : cells) {
        axis.values().forEach(value -> longer.add(cell.with(axis.name(), value)));
      }
      cells = longer;
    }
    return cells;
  }

  private Optional<SweepCell> further(
      ConfigObject block, String place, Set<Map<String, String>> taken) {
    Optional<SweepAxis.Value> value = values.bundle(block.withoutKey(LABELS), place);
    ConfigValue labels = block.get(LABELS);
    Map<String, String> called = new LinkedHashMap<>();
    if (labels instanceof ConfigObject given) {
      called.putAll(freeLabels(given, place + "." + LABELS));
    } else if (labels != null) {
      problems.add(
          labels.origin(),
          place
              + ".labels = "
              + ConfigNode.show(labels)
              + "; expected a block { axis = label, ... }; correct it, or remove it");
    }
    if (called.isEmpty()) {
      value.ifPresent(v -> called.put(SweepAxesReader.NAME, v.label()));
    }
    if (value.isPresent() && !taken.add(called)) {
      problems.add(
          block.origin(),
          place
              + " is called "
              + called
              + " as another cell; expected names or labels of its own; give it others");
    }
    return value.map(v -> new SweepCell(called, v.settings(), Map.of()));
  }

  /** Labels that a further cell has: of any axis, those of the grid in their order. */
  private Map<String, String> freeLabels(ConfigObject block, String place) {
    Map<String, String> given = new LinkedHashMap<>();
    for (Map.Entry<String, ConfigValue> entry : LabelBlock.entries(block)) {
      Optional<String> label = SweepValueReader.label(entry.getValue());
      boolean isAxis =
          SweepValueReader.isLabel(entry.getKey()) && !SweepAxesReader.isReserved(entry.getKey());
      if (label.isEmpty() || !isAxis) {
        problems.add(
            entry.getValue().origin(),
            place
                + "."
                + entry.getKey()
                + " = "
                + ConfigNode.show(entry.getValue())
                + "; expected axis = label, both of letters, digits, '.', '_' and '-'");
      }
      label.ifPresent(text -> given.put(entry.getKey(), text));
    }
    Map<String, String> ordered = new LinkedHashMap<>();
    for (SweepAxis axis : axes) {
      if (given.containsKey(axis.name())) {
        ordered.put(axis.name(), given.get(axis.name()));
      }
    }
    given.forEach(ordered::putIfAbsent);
    return ordered;
  }

  /** Labels that cells of the grid may have. */
  private Map<String, String> labels(
      ConfigObject block, String place, Map<String, List<String>> choices) {
    Map<String, String> labels = new LinkedHashMap<>();
    List<Map.Entry<String, ConfigValue>> entries = LabelBlock.entries(block);
    if (entries.isEmpty()) {
      problems.add(
          block.origin(),
          place
              + " is empty, which would leave out every cell; expected { axis = label, ... }; remove it");
    }
    for (Map.Entry<String, ConfigValue> entry : entries) {
      String label = label(entry, place, choices);
      if (labels.put(entry.getKey(), label) != null) {
        problems.add(
            entry.getValue().origin(),
            place + "." + entry.getKey() + " stands twice; expected each axis once; remove one");
      }
    }
    return labels;
  }

  private String label(
      Map.Entry<String, ConfigValue> entry, String place, Map<String, List<String>> choices) {
    List<String> expected = choices.get(entry.getKey());
    if (expected == null) {
      problems.add(
          entry.getValue().origin(),
          place
              + "."
              + entry.getKey()
              + ": expected one of the axes "
              + choices.keySet()
              + "; correct it");
      return "";
    }
    Optional<String> label = SweepValueReader.label(entry.getValue());
    if (label.isEmpty() || !expected.contains(label.get())) {
      problems.add(
          entry.getValue().origin(),
          place
              + "."
              + entry.getKey()
              + " = "
              + ConfigNode.show(entry.getValue())
              + "; expected one of "
              + expected
              + "; correct it");
    }
    return label.orElse("");
  }
}
