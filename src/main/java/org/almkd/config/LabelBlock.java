package org.almkd.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The entries of a block whose names may have dots: {@code "mixing.temperature" = 2} and {@code
 * mixing.temperature = 2}, which HOCON reads as a block in a block, are the same entry.
 */
final class LabelBlock {
  private static final String DATASET = "dataset";
  private static final String METHOD = "method";

  private LabelBlock() {}

  /**
   * The entries in the order of their lines. HOCON keeps no order within one: there, data sets come
   * first and methods last, the others by name.
   */
  static List<Map.Entry<String, ConfigValue>> entries(ConfigObject block) {
    List<Map.Entry<String, ConfigValue>> found = new ArrayList<>();
    collect(block, "", found);
    found.sort(
        Comparator.comparingInt(
                (Map.Entry<String, ConfigValue> entry) -> entry.getValue().origin().lineNumber())
            .thenComparingInt(entry -> rank(entry.getKey()))
            .thenComparing(Map.Entry::getKey));
    return found;
  }

  private static void collect(
      ConfigObject block, String prefix, List<Map.Entry<String, ConfigValue>> found) {
    for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
      String name = prefix + entry.getKey();
      if (entry.getValue() instanceof ConfigObject inner) {
        collect(inner, name + ".", found);
      } else {
        found.add(Map.entry(name, entry.getValue()));
      }
    }
  }

  private static int rank(String name) {
    if (name.equals(DATASET)) {
      return 0;
    }
    return name.equals(METHOD) ? 2 : 1;
  }
}
