package org.almkd.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code sweep.axes}. */
final class SweepAxesReader {
  /** Axis of the cells outside the grid. */
  static final String NAME = "name";

  /** What the seeds are called where cells are chosen. */
  static final String SEED = "seed";

  /** What the seeds of the data are called where cells are chosen. */
  static final String DATA_SEED = "data-seed";

  /** Columns of the answer. */
  private static final Set<String> RESERVED =
      Set.of(
          NAME,
          SEED,
          DATA_SEED,
          "cell",
          "number",
          "runSeed",
          "dataSeed",
          "runId",
          "state",
          "exitCode",
          "message");

  private static final String BLOCK = "sweep.axes";

  private final Problems problems;
  private final SweepValueReader values;

  SweepAxesReader(Problems problems, SweepValueReader values) {
    this.problems = problems;
    this.values = values;
  }

  /** Whether the answer has a column of this name that is no axis. */
  static boolean isReserved(String name) {
    return RESERVED.contains(name);
  }

  List<SweepAxis> read(ConfigValue axes) {
    if (!(axes instanceof ConfigObject block)) {
      problems.add(
          axes.origin(),
          BLOCK
              + " = "
              + ConfigNode.show(axes)
              + "; expected a block { axis = [ ... ], ... } of lists");
      return List.of();
    }
    List<SweepAxis> read = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Map.Entry<String, ConfigValue> entry : LabelBlock.entries(block)) {
      String name = entry.getKey();
      checkName(name, entry.getValue());
      if (!names.add(name)) {
        problems.add(
            entry.getValue().origin(),
            BLOCK + "." + name + " stands twice; expected each axis once; remove one of them");
      }
      read.add(new SweepAxis(name, values(name, entry.getValue())));
    }
    return read;
  }

  private void checkName(String name, ConfigValue value) {
    if (!SweepValueReader.isLabel(name)) {
      problems.add(
          value.origin(),
          BLOCK
              + "."
              + name
              + ": expected an axis of letters, digits, '.', '_' and '-', not beginning with '.'; call it otherwise");
    }
    if (isReserved(name)) {
      String remedy =
          name.endsWith("eed") ? "set sweep.seeds and sweep.data-seeds" : "call the axis otherwise";
      problems.add(
          value.origin(),
          BLOCK
              + "."
              + name
              + ": expected a name that the answer of a sweep does not use itself; "
              + remedy);
    }
  }

  private List<SweepAxis.Value> values(String axis, ConfigValue value) {
    if (!(value instanceof ConfigList list) || list.isEmpty()) {
      problems.add(
          value.origin(),
          BLOCK
              + "."
              + axis
              + " = "
              + ConfigNode.show(value)
              + "; expected a list [ ... ] of at least one value; give one, or remove the axis");
      return List.of();
    }
    List<SweepAxis.Value> read = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      ConfigValue element = list.get(i);
      String place = BLOCK + "." + axis + "[" + i + "]";
      Optional<SweepAxis.Value> found = value(axis, element, place);
      found.ifPresent(read::add);
      if (found.isPresent() && !labels.add(found.get().label())) {
        problems.add(
            element.origin(),
            place
                + " is called "
                + found.get().label()
                + " as another value of its axis; expected a name of its own for each; give this one another name");
      }
    }
    return read;
  }

  private Optional<SweepAxis.Value> value(String axis, ConfigValue element, String place) {
    if (element instanceof ConfigObject bundle) {
      return values.bundle(bundle, place);
    }
    if (values.isKeyOfCells(axis)) {
      return values.plain(axis, element, place);
    }
    problems.add(
        element.origin(),
        place
            + " = "
            + ConfigNode.show(element)
            + "; expected { name = ..., key = value, ... }, or as the name of the axis a key in which cells may differ"
            + " (did you mean "
            + values.nearestKey(axis)
            + "?)");
    return Optional.empty();
  }
}
