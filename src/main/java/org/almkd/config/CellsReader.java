package org.almkd.config;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the configuration of each cell of a sweep, and says of which cells a problem is. */
final class CellsReader {
  private final String mainSource;
  private final Config arguments;
  private final Config overlays;
  private final Config file;
  private final Map<String, List<SweepCell>> problems = new LinkedHashMap<>();

  /**
   * @param shared what all cells share, not resolved: arguments, overlays, then the file
   */
  CellsReader(String mainSource, List<Config> shared) {
    this.mainSource = mainSource;
    this.arguments = shared.get(0);
    this.overlays = shared.get(1);
    this.file = shared.get(2);
  }

  List<CellConfig> read(List<SweepCell> cells) {
    List<CellConfig> read = new ArrayList<>();
    for (SweepCell cell : cells) {
      try {
        List<Config> written = List.of(arguments, overlays, cell.settings(), file);
        read.add(new CellConfig(cell.labels(), RunConfigReader.read(mainSource, written)));
      } catch (InvalidConfigException e) {
        e.problems().forEach(p -> problems.computeIfAbsent(p, key -> new ArrayList<>()).add(cell));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(
          problems.entrySet().stream()
              .map(e -> e.getKey() + " (" + describe(e.getValue(), cells.size()) + ")")
              .toList());
    }
    return read;
  }

  private static String describe(List<SweepCell> found, int all) {
    if (found.size() == all && all > 1) {
      return "all " + all + " cells";
    }
    String first = "cell " + found.get(0).describe();
    return found.size() == 1 ? first : first + " and " + (found.size() - 1) + " more";
  }
}
