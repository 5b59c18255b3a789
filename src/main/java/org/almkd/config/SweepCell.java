package org.almkd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A cell of a sweep before its configuration is read.
 *
 * @param labels label by axis, in order; without the seeds
 * @param settings what it lays over the keys that all cells share
 * @param seeds labels of its seeds, for messages
 */
record SweepCell(Map<String, String> labels, Config settings, Map<String, Long> seeds) {
  /** A cell with nothing of its own yet. */
  static final SweepCell EMPTY = new SweepCell(Map.of(), ConfigFactory.empty(), Map.of());

  /** The same cell with one more label, whose settings win. */
  SweepCell with(String axis, SweepAxis.Value value) {
    Map<String, String> more = new LinkedHashMap<>(labels);
    more.put(axis, value.label());
    return new SweepCell(more, value.settings().withFallback(settings), seeds);
  }

  /** The same cell with a seed. */
  SweepCell seeded(String name, String key, long seed) {
    Map<String, Long> more = new LinkedHashMap<>(seeds);
    more.put(name, seed);
    return new SweepCell(
        labels, settings.withValue(key, ConfigValueFactory.fromAnyRef(seed, "a seed")), more);
  }

  /** Its labels and after them those of its seeds. */
  Map<String, String> allLabels() {
    Map<String, String> all = new LinkedHashMap<>(labels);
    seeds.forEach((name, seed) -> all.put(name, String.valueOf(seed)));
    return all;
  }

  /** What messages call it, such as "dataset=wine, method=labels, seed=0". */
  String describe() {
    return allLabels().entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(", "));
  }
}
