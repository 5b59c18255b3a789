package org.almkd.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one network scored with one pair of seeds.
 *
 * @param values a number for each measure; NaN where it is unknown
 */
record Scores(Map<Measure, Double> values) {

  /** Returns what report.json says of a network. */
  static Scores of(JsonNode network) {
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    Arrays.stream(Measure.values()).forEach(m -> values.put(m, m.of(network)));
    return new Scores(values);
  }

  double of(Measure measure) {
    return values.get(measure);
  }
}
