package org.almkd.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The networks of a run and what they are called. */
final class NetworkNames {
  private static final String TEACHERS = "teachers.";
  private static final String BASELINES = "baselines.";

  private NetworkNames() {}

  /**
   * Returns what report.json says of each network, by the name it has in metrics.jsonl: the student
   * first.
   */
  static Map<String, JsonNode> networks(JsonNode report) {
    Map<String, JsonNode> networks = new LinkedHashMap<>();
    networks.put("student", report.path("student"));
    report
        .path("teachers")
        .fields()
        .forEachRemaining(t -> networks.put(TEACHERS + t.getKey(), t.getValue()));
    report
        .path("baselines")
        .fields()
        .forEachRemaining(b -> networks.put(BASELINES + b.getKey(), b.getValue()));
    return networks;
  }

  /** Returns how people call a network. */
  static String shown(String name) {
    if (name.startsWith(TEACHERS)) {
      return "teacher " + name.substring(TEACHERS.length());
    }
    return name.startsWith(BASELINES) ? "baseline " + name.substring(BASELINES.length()) : name;
  }
}
