package org.almkd.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The networks that were trained between the teachers of a run and one of its students.
 *
 * @param assistants assistants, in order
 * @param generations generations of self-distillation before the student, the first one first
 * @param refitted teachers of the run, trained once more on the labels that are believed
 */
public record Lineage(
    List<Ancestor> assistants, List<Ancestor> generations, List<Ancestor> refitted) {
  /** A student that learns from the teachers of the run directly. */
  public static final Lineage DIRECT = new Lineage(List.of(), List.of(), List.of());

  /**
   * A network of which the store has a copy.
   *
   * @param network what is known of it
   * @param storeKey kind/key in the store
   */
  public record Ancestor(NetworkReport network, String storeKey) {}

  /** Copies the lists. */
  public Lineage {
    assistants = List.copyOf(assistants);
    generations = List.copyOf(generations);
    refitted = List.copyOf(refitted);
  }

  /**
   * Returns what the report says of a student and of those before it; it is the last generation.
   */
  Map<String, Object> toJson(NetworkReport student) {
    Map<String, Object> json = new LinkedHashMap<>(student.toJson());
    if (!assistants.isEmpty()) {
      json.put("assistants", byName(assistants));
    }
    if (!refitted.isEmpty()) {
      json.put("refitted", byName(refitted));
    }
    if (!generations.isEmpty()) {
      Map<String, Object> all = byName(generations);
      all.put("generation-" + (generations.size() + 1), student.toJson());
      json.put("generations", all);
    }
    return json;
  }

  private static Map<String, Object> byName(List<Ancestor> ancestors) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Ancestor ancestor : ancestors) {
      Map<String, Object> network = new LinkedHashMap<>();
      network.put("store", ancestor.storeKey());
      network.putAll(ancestor.network().toJson());
      json.put(ancestor.network().name(), network);
    }
    return json;
  }
}
