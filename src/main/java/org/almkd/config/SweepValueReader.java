package org.almkd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Optional;

/** Reads the values of an axis: what they are called, and the keys that they set. */
final class SweepValueReader {
  private static final String NAME = "name";
  private static final String LABEL = "[A-Za-z0-9_-][A-Za-z0-9._-]*";

  /** What the cells of a sweep have in common, or have from elsewhere. */
  private static final List<String> SHARED =
      List.of("run", "store", "predict", "cluster", "data.seed");

  private final Problems problems;
  private final Config standard;
  private final KnownKeys known;

  SweepValueReader(Problems problems) {
    this.problems = problems;
    this.standard = Layers.standard();
    this.known =
        new KnownKeys(
            standard.withValue(NAME, ConfigValueFactory.fromAnyRef("", Layers.DEFAULTS)), problems);
  }

  /** Whether a text can be a label: it becomes part of file names and of arguments. */
  static boolean isLabel(String text) {
    return text.matches(LABEL);
  }

  /** Whether the cells of a sweep may differ in this key. */
  boolean isKeyOfCells(String name) {
    return known.names().contains(name)
        && !name.equals(NAME)
        && !(standard.getValue(name) instanceof ConfigObject)
        && SHARED.stream().noneMatch(shared -> (name + ".").startsWith(shared + "."));
  }

  /** The key that a name was probably meant to be. */
  String nearestKey(String name) {
    return NearestKey.to(name, known.names().stream().filter(this::isKeyOfCells).toList());
  }

  /** A block of a name and the keys that it sets. */
  Optional<SweepAxis.Value> bundle(ConfigObject block, String place) {
    known.check(block, place + ".");
    Config settings = block.toConfig();
    for (String shared : SHARED) {
      if (settings.hasPath(shared)) {
        problems.add(
            settings.getValue(shared).origin(),
            place
                + " sets "
                + shared
                + "; expected keys in which cells may differ; write it outside of sweep, seeds as sweep.seeds and"
                + " sweep.data-seeds");
      }
    }
    return name(block, place)
        .map(name -> new SweepAxis.Value(name, settings.withoutPath(ConfigUtil.joinPath(NAME))));
  }

  /** A value of the key that the axis is named after. */
  Optional<SweepAxis.Value> plain(String key, ConfigValue value, String place) {
    Optional<String> label = label(value);
    if (label.isEmpty()) {
      problems.add(
          value.origin(),
          place
              + " = "
              + ConfigNode.show(value)
              + "; expected a number or word, by which the cell is called; write { name = ..., "
              + key
              + " = "
              + ConfigNode.show(value)
              + " }");
    }
    return label.map(text -> new SweepAxis.Value(text, value.atPath(key)));
  }

  /** The text of a value that can be a label. */
  static Optional<String> label(ConfigValue value) {
    return ConfigNode.scalarText(value).filter(SweepValueReader::isLabel);
  }

  private Optional<String> name(ConfigObject block, String place) {
    ConfigValue name = block.get(NAME);
    if (name == null) {
      problems.add(
          block.origin(),
          place
              + " has no name; expected { name = ..., key = value, ... }; give it a name, by which its cells are called");
      return Optional.empty();
    }
    Optional<String> label = label(name);
    if (label.isEmpty()) {
      problems.add(
          name.origin(),
          place
              + ".name = "
              + ConfigNode.show(name)
              + "; expected letters, digits, '.', '_' and '-', not beginning with '.'; give it another name");
    }
    return label;
  }
}
