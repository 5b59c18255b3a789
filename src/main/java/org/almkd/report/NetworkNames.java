package org.almkd.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The networks of a run and what they are called. */
final class NetworkNames {
  private static final String TEACHERS = "teachers.";
  private static final String BASELINES = "baselines.";
  private static final String ASSISTANTS = ".assistants.";
  private static final String GENERATIONS = ".generations.";

  private NetworkNames() {}

  /**
   * Returns what report.json says of each network, by the name it has in metrics.jsonl: the student
   * first.
   */
  static Map<String, JsonNode> networks(JsonNode report) {
    Map<String, JsonNode> networks = new LinkedHashMap<>();
    put(networks, "student", report.path("student"));
    report
        .path("teachers")
        .fields()
        .forEachRemaining(t -> networks.put(TEACHERS + t.getKey(), t.getValue()));
    report
        .path("baselines")
        .fields()
        .forEachRemaining(b -> put(networks, BASELINES + b.getKey(), b.getValue()));
    return networks;
  }

  /** A student and what was trained before it; the last of its generations is the student. */
  private static void put(Map<String, JsonNode> networks, String name, JsonNode student) {
    networks.put(name, student);
    student
        .path("assistants")
        .fields()
        .forEachRemaining(a -> networks.put(name + ASSISTANTS + a.getKey(), a.getValue()));
    student
        .path("generations")
        .fields()
        .forEachRemaining(
            g -> {
              if (g.getValue().has("store")) {
                networks.put(name + GENERATIONS + g.getKey(), g.getValue());
              }
            });
  }

  /** Returns how people call a network. */
  static String shown(String name) {
    for (String kind : List.of(ASSISTANTS, GENERATIONS)) {
      int at = name.indexOf(kind);
      if (at > 0) {
        String own = name.substring(at + kind.length());
        String student = shown(name.substring(0, at));
        return (kind.equals(ASSISTANTS) ? "assistant " : "") + own + " of " + student;
      }
    }
    if (name.startsWith(TEACHERS)) {
      return "teacher " + name.substring(TEACHERS.length());
    }
    return name.startsWith(BASELINES) ? "baseline " + name.substring(BASELINES.length()) : name;
  }
}
