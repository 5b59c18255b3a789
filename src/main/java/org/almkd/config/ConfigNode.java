package org.almkd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A block of the merged configuration that is read key by key. What is wrong with a value becomes a
 * problem and the default is handed out in its place, so that reading goes on; {@link #areSound}
 * tells whether values may be compared.
 */
final class ConfigNode {
  private static final int LONGEST_SHOWN = 80;
  private static final int LONGEST_NUMBER = 100;

  /** File systems allow 255 bytes; a run's id gets endings, such as "-2". */
  private static final int MOST_NAME = 200;

  private final Scope scope;
  private final String block;
  private final boolean checksRanges;

  /**
   * What the nodes of one configuration share.
   *
   * @param values all layers, resolved
   * @param defaults the default of every key
   * @param names what a key is called in messages
   * @param noted what stands before keys in {@code keysRead}
   * @param problems where problems go
   * @param keysRead where each key read is noted
   * @param unsound where each key with a problem is noted
   */
  private record Scope(
      Config values,
      Config defaults,
      UnaryOperator<String> names,
      String noted,
      Problems problems,
      Set<String> keysRead,
      Set<String> unsound) {}

  private ConfigNode(Scope scope, String block, boolean checksRanges) {
    this.scope = scope;
    this.block = block;
    this.checksRanges = checksRanges;
  }

  /** A node for a whole configuration. */
  static ConfigNode of(
      Config values, Config defaults, UnaryOperator<String> names, Problems problems) {
    Scope scope =
        new Scope(values, defaults, names, "", problems, new HashSet<>(), new HashSet<>());
    return new ConfigNode(scope, "", true);
  }

  /**
   * A node for an entry of a list, which shares the problems and the notes on keys read with this
   * one.
   *
   * @param noted what stands before the entry's keys in the notes on keys read
   */
  ConfigNode reading(Config values, Config defaults, String noted, UnaryOperator<String> names) {
    Scope entry =
        new Scope(
            values, defaults, names, noted, scope.problems(), scope.keysRead(), new HashSet<>());
    return new ConfigNode(entry, "", true);
  }

  /** Whether ranges are checked, or types alone. */
  boolean checksRanges() {
    return checksRanges;
  }

  /** The node of a block inside this one. */
  ConfigNode child(String name) {
    return new ConfigNode(scope, block + name + ".", checksRanges);
  }

  /** The same block, of which only types are checked: one that is written but not selected. */
  ConfigNode typesOnly() {
    return new ConfigNode(scope, block, false);
  }

  /** Keys read so far, from the root of the configuration. */
  Set<String> keysRead() {
    return Set.copyOf(scope.keysRead());
  }

  /** Whether no problem was found with any of the keys. */
  boolean areSound(String... keys) {
    for (String key : keys) {
      if (scope.unsound().contains(block + key)) {
        return false;
      }
    }
    return true;
  }

  /** Adds a problem at the first of the keys that the user wrote. */
  void problem(String text, String... keys) {
    for (String key : keys) {
      Optional<ConfigValue> value = written(key);
      if (value.isPresent() && !Layers.isBuiltIn(value.get().origin())) {
        scope.problems().add(value.get().origin(), text);
        return;
      }
    }
    scope.problems().add(text);
  }

  /** What a key is called in messages. */
  String name(String key) {
    return scope.names().apply(block + key);
  }

  /**
   * What was written for a key, whatever its type; the default where something stands in its way.
   */
  ConfigValue value(String key) {
    scope.keysRead().add(scope.noted() + block + key);
    return written(key).orElseGet(() -> scope.defaults().getValue(block + key));
  }

  /** A text; numbers and booleans count as the text that was written. */
  String text(String key) {
    ConfigValue value = value(key);
    Optional<String> text = scalarText(value);
    if (text.isEmpty()) {
      reject(key, value, "a text");
    }
    return text.orElseGet(() -> defaultText(key));
  }

  /** A text that is not blank. */
  String filledText(String key) {
    String text = text(key);
    if (checksRanges && areSound(key) && text.isBlank()) {
      reject(key, value(key), "a text that is not empty");
    }
    return text;
  }

  /**
   * A name that can be part of a path and of a report: letters, digits, '.', '_' and '-', not
   * beginning with '.'.
   */
  String fileName(String key) {
    String text = text(key);
    if (areSound(key) && !text.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
      reject(key, value(key), "letters, digits, '.', '_' and '-', not beginning with '.'");
    } else if (text.length() > MOST_NAME) {
      reject(key, value(key), "at most " + MOST_NAME + " characters, for names of files");
    }
    return text;
  }

  /** true or false. */
  boolean flag(String key) {
    ConfigValue value = value(key);
    String text = scalarText(value).orElse("");
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    reject(key, value, "true or false");
    return scope.defaults().getBoolean(block + key);
  }

  /** A whole number of at least {@code least} that fits an int. */
  int whole(String key, int least) {
    return whole(key, least, Integer.MAX_VALUE);
  }

  /** A whole number from {@code least} to {@code greatest}. */
  int whole(String key, int least, int greatest) {
    return (int) whole(key, (long) least, (long) greatest);
  }

  /** A whole number of at least {@code least} that fits a long. */
  long wholeLong(String key, long least) {
    return whole(key, least, Long.MAX_VALUE);
  }

  private long whole(String key, long least, long greatest) {
    ConfigValue value = value(key);
    Optional<Long> number = WholeNumber.of(value).filter(n -> !checksRanges || n >= least);
    if (number.isPresent() && number.get() >= -greatest && number.get() <= greatest) {
      return number.get();
    }
    reject(key, value, "a whole number from " + least + " to " + greatest);
    return scope.defaults().getLong(block + key);
  }

  /** A finite number in a range. */
  double number(String key, Range range) {
    ConfigValue value = value(key);
    Optional<Double> number = scalarNumber(value).map(BigDecimal::doubleValue);
    if (number.isPresent()
        && Double.isFinite(number.get())
        && (!checksRanges || range.contains(number.get()))) {
      return number.get();
    }
    reject(key, value, range.describe());
    return scope.defaults().getDouble(block + key);
  }

  /** One of the constants of an enum, written in kebab case. */
  <E extends Enum<E>> E choice(String key, Class<E> type) {
    ConfigValue value = value(key);
    Optional<E> choice = scalarText(value).flatMap(text -> KebabCase.parse(type, text));
    if (choice.isEmpty()) {
      reject(key, value, "one of: " + KebabCase.allOf(type));
    }
    return choice.orElseGet(() -> KebabCase.parse(type, defaultText(key)).orElseThrow());
  }

  /** A list of texts that are not blank. */
  List<String> texts(String key) {
    ConfigValue value = value(key);
    List<String> texts = new ArrayList<>();
    for (ConfigValue element : elements(value)) {
      scalarText(element).filter(text -> !text.isBlank()).ifPresent(texts::add);
    }
    if (!isList(value) || texts.size() != elements(value).size()) {
      reject(key, value, "a list of texts [\"a\", \"b\"]");
      return List.of();
    }
    return List.copyOf(texts);
  }

  /** A list of numbers in a range. */
  List<Double> numbers(String key, Range range) {
    ConfigValue value = value(key);
    List<Double> numbers = new ArrayList<>();
    for (ConfigValue element : elements(value)) {
      scalarNumber(element)
          .map(BigDecimal::doubleValue)
          .filter(range::contains)
          .ifPresent(numbers::add);
    }
    if (!isList(value) || numbers.size() != elements(value).size()) {
      reject(key, value, "a list of numbers, each " + range.describe());
      return List.of();
    }
    return List.copyOf(numbers);
  }

  /** A list of whole numbers of at least {@code least}. */
  List<Integer> wholes(String key, int least) {
    ConfigValue value = value(key);
    List<Integer> numbers = new ArrayList<>();
    for (ConfigValue element : elements(value)) {
      WholeNumber.of(element)
          .filter(n -> n >= least && n <= Integer.MAX_VALUE)
          .ifPresent(n -> numbers.add(n.intValue()));
    }
    if (!isList(value) || numbers.size() != elements(value).size()) {
      reject(key, value, "a list of whole numbers >= " + least + ", such as [60, 120]");
      return List.of();
    }
    return List.copyOf(numbers);
  }

  /** A list of epochs of at least {@code least}, each greater than the one before. */
  List<Integer> increasing(String key, int least) {
    List<Integer> epochs = wholes(key, least);
    for (int i = 1; i < epochs.size(); i++) {
      if (epochs.get(i) <= epochs.get(i - 1)) {
        reject(key, value(key), "epochs in increasing order");
        return List.of();
      }
    }
    return epochs;
  }

  /** A list of blocks. */
  List<ConfigObject> blocks(String key) {
    ConfigValue value = value(key);
    List<ConfigObject> blocks = new ArrayList<>();
    for (ConfigValue element : elements(value)) {
      if (element instanceof ConfigObject object) {
        blocks.add(object);
      }
    }
    if (!isList(value) || blocks.size() != elements(value).size()) {
      reject(key, value, "a list of blocks [{ ... }, { ... }]");
      return List.of();
    }
    return List.copyOf(blocks);
  }

  /** Adds a problem with the value of a key: what was found, what was expected, what to do. */
  void reject(String key, ConfigValue value, String expected) {
    scope.unsound().add(block + key);
    String standard = show(scope.defaults().getValue(block + key));
    String remedy =
        standard.equals(show(value))
            ? "give one"
            : "correct it, or remove the key to use the default " + standard;
    problem(name(key) + " = " + show(value) + "; expected " + expected + "; " + remedy, key);
  }

  /** A value as a message shows it, cut where it is long. */
  static String show(ConfigValue value) {
    String text = value.render(ConfigRenderOptions.concise());
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
  }

  /** The text of a string, number or boolean as it was written; empty for anything else. */
  static Optional<String> scalarText(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> Optional.of(value.atKey("v").getString("v"));
      case LIST, OBJECT, NULL -> Optional.empty();
    };
  }

  /**
   * A number, also one in a string, which is all that the environment can give; empty for anything
   * else.
   */
  static Optional<BigDecimal> scalarNumber(ConfigValue value) {
    boolean isBoolean = value.valueType() == ConfigValueType.BOOLEAN;
    try {
      // Of many digits it would take minutes, and no key means such a number.
      return scalarText(value)
          .filter(text -> !isBoolean && text.length() <= LONGEST_NUMBER)
          .map(String::strip)
          .map(BigDecimal::new);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Optional<ConfigValue> written(String key) {
    String path = block + key;
    return scope.values().hasPath(path)
        ? Optional.of(scope.values().getValue(path))
        : Optional.empty();
  }

  private String defaultText(String key) {
    return scope.defaults().getString(block + key);
  }

  private static boolean isList(ConfigValue value) {
    return value.valueType() == ConfigValueType.LIST;
  }

  private static List<ConfigValue> elements(ConfigValue value) {
    return value instanceof ConfigList list ? list : List.of();
  }
}
