package org.almkd.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What two effective configurations differ in, as far as it can change a result. */
public final class ConfigDifference {
  private final List<String> found = new ArrayList<>();

  private ConfigDifference() {}

  /**
   * Returns a text for each key that differs, such as {@code train.epochs = 3 (was 2)}, in key
   * order.
   *
   * @param before effective configuration of the run that was started first
   * @param now that of this one
   */
  public static List<String> between(String before, String now) {
    ConfigDifference difference = new ConfigDifference();
    try {
      difference.compare("", root(before), root(now));
    } catch (ConfigException | StackOverflowError e) {
      // The first comes from a file, which anybody may have written: nothing that it includes is
      // fetched, and walking through it may fail as well as parsing it.
      return List.of("all keys (what the run was started with cannot be read any more)");
    }
    return difference.found;
  }

  private static ConfigObject root(String effective) {
    return Effective.digested(HoconParser.parseOrThrow("effective.conf", effective)).root();
  }

  private void compare(String key, ConfigValue before, ConfigValue now) {
    if (before instanceof ConfigObject first && now instanceof ConfigObject second) {
      Set<String> keys = new TreeSet<>(first.keySet());
      keys.addAll(second.keySet());
      for (String inner : keys) {
        compare(key.isEmpty() ? inner : key + "." + inner, first.get(inner), second.get(inner));
      }
    } else if (before instanceof ConfigList first
        && now instanceof ConfigList second
        && first.size() == second.size()) {
      for (int i = 0; i < first.size(); i++) {
        compare("%s[%d]".formatted(key, i), first.get(i), second.get(i));
      }
    } else if (!canonical(before).equals(canonical(now))) {
      found.add("%s = %s (was %s)".formatted(key, show(now), show(before)));
    }
  }

  private static String canonical(ConfigValue value) {
    return value == null ? "" : Effective.canonical(value);
  }

  private static String show(ConfigValue value) {
    return value == null ? "not set" : ConfigNode.show(value);
  }
}
