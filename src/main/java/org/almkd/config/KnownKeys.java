package org.almkd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys that a configuration, or an entry of one of its lists, may have. */
final class KnownKeys {
  private final ConfigObject known;
  private final Set<String> names = new LinkedHashSet<>();
  private final Problems problems;

  /** What is shown of an unknown key at most, and how many are compared with known ones. */
  private static final int LONGEST_KEY = 100;

  private static final int MOST_GUESSES = 20;

  /** Unknown keys so far. */
  private int unknown;

  /**
   * @param known every key with any value of the right shape: a block or none
   */
  KnownKeys(Config known, Problems problems) {
    this.known = known.root();
    this.problems = problems;
    addNames(this.known, "");
  }

  /** Names of all keys and blocks, sorted. */
  Set<String> names() {
    return names;
  }

  /**
   * Reports keys that are unknown, null, or no block where one is expected, and credentials in
   * values.
   *
   * @param written what the user wrote; need not be resolved
   * @param prefix what stands before the keys in messages, such as "teachers[0]."
   */
  void check(ConfigObject written, String prefix) {
    check(written, known, prefix, "");
  }

  private void check(ConfigObject written, ConfigObject expected, String prefix, String block) {
    for (Map.Entry<String, ConfigValue> entry : entries(written)) {
      String key = block + ConfigUtil.joinPath(entry.getKey());
      ConfigValue value = entry.getValue();
      ConfigValue shape = expected.get(entry.getKey());
      if (shape == null) {
        addUnknown(value, prefix, key);
      } else if (isOfType(value, ConfigValueType.NULL)) {
        problems.add(
            value.origin(),
            prefix + key + " is null; expected a value; give one, or remove the key");
      } else if (shape instanceof ConfigObject shapeOfBlock) {
        checkBlock(value, shapeOfBlock, prefix, key);
      } else {
        checkSecrets(value, prefix + key);
      }
    }
  }

  private void checkBlock(ConfigValue value, ConfigObject shape, String prefix, String key) {
    if (value instanceof ConfigObject block) {
      check(block, shape, prefix, key + ".");
    } else if (!isReference(value)) {
      problems.add(
          value.origin(),
          prefix
              + key
              + " = "
              + ConfigNode.show(value)
              + "; expected a block { ... } of keys such as "
              + prefix
              + key
              + "."
              + new ArrayList<>(entries(shape)).get(0).getKey());
    }
  }

  private void addUnknown(ConfigValue value, String prefix, String key) {
    if ((prefix + key).equals("sweep")) {
      problems.add(
          value.origin(),
          "sweep is the block of a sweep file; expected a run file; run it with the command sweep, or remove the block");
      return;
    }
    // To compare takes the product of lengths and keys; nobody reads more suggestions.
    boolean guess = key.length() <= LONGEST_KEY && unknown++ < MOST_GUESSES;
    String shown = key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY) + "...";
    problems.add(
        value.origin(),
        guess
            ? "unknown key %s%s (did you mean %s%s?)"
                .formatted(prefix, shown, prefix, NearestKey.to(key, names))
            : "unknown key %s%s".formatted(prefix, shown));
  }

  private void checkSecrets(ConfigValue value, String key) {
    if (!isReference(value) && Secrets.areIn(String.valueOf(value.unwrapped()))) {
      problems.add(
          value.origin(),
          key
              + " holds user name or password in an address, or a credential of the environment; credentials must not stand in a configuration, which is written"
              + " to logs and reports; remove them and set up Hadoop's credential providers");
    }
  }

  /**
   * Sorted by line, so that messages come in the order of the file; empty for a block that is not
   * resolved yet.
   */
  private static List<Map.Entry<String, ConfigValue>> entries(ConfigObject block) {
    try {
      List<Map.Entry<String, ConfigValue>> entries = new ArrayList<>(block.entrySet());
      entries.sort(
          Map.Entry.<String, ConfigValue>comparingByValue(
                  (a, b) -> Integer.compare(a.origin().lineNumber(), b.origin().lineNumber()))
              .thenComparing(Map.Entry.comparingByKey()));
      return entries;
    } catch (ConfigException.NotResolved e) {
      // The same block is checked again when resolved.
      return List.of();
    }
  }

  private static boolean isReference(ConfigValue value) {
    try {
      value.unwrapped();
      return false;
    } catch (ConfigException.NotResolved e) {
      return true;
    }
  }

  private static boolean isOfType(ConfigValue value, ConfigValueType type) {
    return !isReference(value) && value.valueType() == type;
  }

  private void addNames(ConfigObject block, String prefix) {
    for (Map.Entry<String, ConfigValue> entry : entries(block)) {
      String name = prefix + entry.getKey();
      names.add(name);
      if (entry.getValue() instanceof ConfigObject inner) {
        addNames(inner, name + ".");
      }
    }
  }
}
