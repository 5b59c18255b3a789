package org.almkd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Every key with its default and its meaning, taken from the comments of {@code
 * almkd-defaults.conf}.
 */
public final class ConfigReference {
  private static final int LINE_WIDTH = 100;
  private static final String INDENT = "    ";

  private final List<Row> rows;

  /**
   * A key.
   *
   * @param key path of the key, such as "train.epochs"
   * @param defaultValue the default as it is written, HOCON
   * @param description meaning, unit and range
   */
  public record Row(String key, String defaultValue, String description) {}

  private ConfigReference(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /** The reference of this version. */
  public static ConfigReference load() {
    return parse(Layers.resource(Layers.DEFAULTS));
  }

  /** The reference of the block that a sweep file has besides. */
  public static ConfigReference ofSweeps() {
    return parse(Layers.resource(Layers.SWEEP_DEFAULTS));
  }

  /** The reference that a defaults file holds. */
  static ConfigReference parse(String defaults) {
    Config config = HoconParser.parseOrThrow(Layers.DEFAULTS, defaults);
    List<Row> rows = new ArrayList<>();
    addRows(rows, config.root(), "");
    return new ConfigReference(rows);
  }

  /** The keys in the order of the file. */
  public List<Row> rows() {
    return rows;
  }

  /** A Markdown table with a row a key. */
  public String markdownTable() {
    StringBuilder table = new StringBuilder("| Key | Default | Meaning |\n|---|---|---|\n");
    for (Row row : rows) {
      table
          .append("| `")
          .append(row.key())
          .append("` | `")
          .append(escape(row.defaultValue()))
          .append("` | ")
          .append(escape(row.description()))
          .append(" |\n");
    }
    return table.toString();
  }

  /** A listing for a terminal: {@code key = default}, and below it the meaning. */
  public String listing() {
    StringBuilder listing = new StringBuilder();
    for (Row row : rows) {
      listing.append(row.key()).append(" = ").append(row.defaultValue()).append('\n');
      appendWrapped(listing, row.description());
    }
    return listing.toString();
  }

  private static void addRows(List<Row> rows, ConfigObject block, String prefix) {
    List<Map.Entry<String, ConfigValue>> entries = new ArrayList<>(block.entrySet());
    entries.sort(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()));
    for (Map.Entry<String, ConfigValue> entry : entries) {
      String key = prefix + entry.getKey();
      if (entry.getValue() instanceof ConfigObject inner && !inner.isEmpty()) {
        addRows(rows, inner, key + ".");
      } else {
        rows.add(new Row(key, defaultValue(entry.getValue()), description(entry.getValue())));
      }
    }
  }

  private static String description(ConfigValue value) {
    return String.join(" ", value.origin().comments().stream().map(String::strip).toList());
  }

  /** Strings without quotes where HOCON needs none. */
  private static String defaultValue(ConfigValue value) {
    try {
      String text = String.valueOf(value.unwrapped());
      if (text.matches("[A-Za-z][A-Za-z0-9 ./-]*")) {
        return text;
      }
    } catch (ConfigException.NotResolved e) {
      // A substitution is shown as it is written.
      return value.render();
    }
    return value.render(ConfigRenderOptions.concise());
  }

  private static String escape(String text) {
    return text.replace("|", "\\|");
  }

  private static void appendWrapped(StringBuilder listing, String text) {
    StringBuilder line = new StringBuilder(INDENT);
    for (String word : text.split(" ", -1)) {
      if (line.length() > INDENT.length() && line.length() + 1 + word.length() > LINE_WIDTH) {
        listing.append(line).append('\n');
        line = new StringBuilder(INDENT);
      }
      line.append(line.length() > INDENT.length() ? " " : "").append(word);
    }
    listing.append(line).append('\n');
  }
}
