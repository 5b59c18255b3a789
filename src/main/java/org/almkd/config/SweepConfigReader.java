package org.almkd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Reads a {@link SweepConfig} from a sweep file: a run file with a block {@code sweep}, whose keys
 * and defaults are in {@code almkd-sweep.conf}. Each cell is read as a run is, from arguments,
 * overlays, the keys that its axes set, the file, the preset and the defaults.
 */
public final class SweepConfigReader {
  private static final String SWEEP = "sweep";
  private static final long MOST_SEEDS = 10_000;

  /** What would make one run of all cells, or other runs at each start. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "run.id", "the ids of the cells come from run.name and their configuration; remove it",
          "run.fresh", "a sweep runs what is not finished; choose another run.dir to run all anew",
          "run.seed", "set sweep.seeds",
          "data.seed", "set sweep.data-seeds");

  private final String mainSource;
  private final Problems problems;
  private final HoconParser parser;
  private final Config file;
  private final Config overlays;
  private final List<Config> arguments;

  private SweepConfigReader(
      String mainSource,
      Problems problems,
      HoconParser parser,
      Config file,
      Config overlays,
      List<Config> arguments) {
    this.mainSource = mainSource;
    this.problems = problems;
    this.parser = parser;
    this.file = file;
    this.overlays = overlays;
    this.arguments = List.copyOf(arguments);
  }

  /**
   * Reads a sweep and all of its cells.
   *
   * @param fileName name of the sweep file, for messages
   * @param fileText its text, HOCON
   * @param overrides arguments {@code key=value}; later ones win. None may set what an axis sets
   * @throws InvalidConfigException with every problem of the block {@code sweep}; where it has
   *     none, with every problem of any cell, and the cells that have it
   */
  public static SweepConfig read(String fileName, String fileText, List<String> overrides) {
    return read(new ConfigFile(fileName, fileText), List.of(), overrides);
  }

  /**
   * Reads a sweep and all of its cells.
   *
   * @param sweepFile the sweep file
   * @param overlays files whose keys win over those of the sweep file, also where an axis sets
   *     them; later ones win
   * @param overrides arguments {@code key=value}; later ones win. None may set what an axis sets
   * @throws InvalidConfigException with every problem of the block {@code sweep}; where it has
   *     none, with every problem of any cell, and the cells that have it
   */
  public static SweepConfig read(
      ConfigFile sweepFile, List<ConfigFile> overlays, List<String> overrides) {
    return RunConfigReader.notTooDeep(
        sweepFile.name(), () -> parsed(sweepFile, overlays, overrides));
  }

  private static SweepConfig parsed(
      ConfigFile sweepFile, List<ConfigFile> overlays, List<String> overrides) {
    Problems problems = new Problems(sweepFile.name());
    HoconParser parser = new HoconParser(problems);
    Config file = parser.parse(sweepFile);
    Config over = ConfigFactory.empty();
    for (ConfigFile overlay : overlays) {
      over = parser.parse(overlay).withFallback(over);
    }
    List<Config> arguments = new ArrayList<>();
    for (String override : overrides) {
      // Later ones win, and the first layer is on top.
      arguments.add(0, parser.parseArgument(override));
    }
    Substitutions.check(RunConfigReader.texts(sweepFile, overlays, overrides), problems);
    problems.throwIfAny();
    return new SweepConfigReader(sweepFile.name(), problems, parser, file, over, arguments).read();
  }

  private SweepConfig read() {
    Config standard = standard();
    checkKeys();
    Config user = Layers.stacked(arguments).withFallback(overlays).withFallback(file);
    Config whole = parser.resolve(user.withFallback(standard));
    Config resolved = user.resolveWith(whole);
    // Once more with substitutions resolved; of the other keys the cells' own reading does so.
    new KnownKeys(known(), problems).check(resolved.withOnlyPath(SWEEP).root(), "");
    checkRefused(resolved);
    ConfigNode node = ConfigNode.of(whole, standard, key -> key, problems).child(SWEEP);
    String name = node.fileName("name");
    int parallel = node.whole("parallel", 1);
    List<String> figures = labels(node, "figures", "a list of names of figures");
    List<String> references = labels(node, "references", "a list of names of variants");
    int buckets = node.whole("buckets", 1);
    SweepValueReader values = new SweepValueReader(problems);
    List<SweepAxis> axes = new SweepAxesReader(problems, values).read(node.value("axes"));
    List<SweepCell> cells = cells(node, new SweepGrid(problems, values, axes));
    checkArguments(cells, whole);
    problems.throwIfAny();
    List<CellConfig> read = new CellsReader(mainSource, layers()).read(cells);
    SweepConfig sweep =
        new SweepConfig(
            name,
            read.get(0).run().run().dir(),
            parallel,
            figures,
            references,
            buckets,
            names(cells),
            read);
    checkFolder(sweep);
    return sweep;
  }

  /** Before anything is resolved, as for a run. */
  private void checkKeys() {
    KnownKeys known = new KnownKeys(known(), problems);
    known.check(file.root(), "");
    known.check(overlays.root(), "");
    arguments.forEach(argument -> known.check(argument.root(), ""));
    problems.throwIfAny();
  }

  private static Config standard() {
    return Layers.standard().withFallback(Layers.sweepStandard());
  }

  /** Axes have names of the user's choice; their reader looks into them. */
  private static Config known() {
    return standard().withValue("sweep.axes", ConfigValueFactory.fromAnyRef("", "axes"));
  }

  private void checkRefused(Config user) {
    for (String key : List.of("run.id", "run.fresh", "run.seed", "data.seed")) {
      if (user.hasPath(key)) {
        problems.add(
            user.getValue(key).origin(),
            key + " is set; expected no such key in a sweep: " + REFUSED.get(key));
      }
    }
  }

  private static List<String> labels(ConfigNode node, String key, String expected) {
    List<String> labels = node.texts(key);
    if (!labels.stream().allMatch(SweepValueReader::isLabel)) {
      node.reject(key, node.value(key), expected);
    }
    return labels;
  }

  private List<SweepCell> cells(ConfigNode node, SweepGrid grid) {
    List<ConfigObject> further = node.blocks("cells");
    List<Long> seeds = seeds(node, "seeds", false);
    List<Long> dataSeeds = seeds(node, "data-seeds", true);
    grid.requireFew(further.size(), seeds, dataSeeds);
    problems.throwIfAny();
    List<SweepCell> cells = grid.cells(node.blocks("exclude"), further, seeds, dataSeeds);
    if (cells.isEmpty()) {
      node.problem(
          "the sweep has no cell; expected axes, of which not everything is excluded, or cells; add sweep.axes",
          "exclude",
          "axes");
    }
    return cells;
  }

  /** A count, or a list of numbers that differ. */
  private static List<Long> seeds(ConfigNode node, String key, boolean mayBeEmpty) {
    ConfigValue value = node.value(key);
    if (value instanceof ConfigList list) {
      List<Long> seeds =
          list.stream().flatMap(seed -> WholeNumber.of(seed).stream()).filter(s -> s >= 0).toList();
      boolean distinct = Set.copyOf(seeds).size() == list.size();
      if (distinct && (mayBeEmpty || !seeds.isEmpty())) {
        return seeds;
      }
    }
    Optional<Long> count = WholeNumber.of(value).filter(n -> n >= 1 && n <= MOST_SEEDS);
    if (count.isEmpty()) {
      node.reject(
          key,
          value,
          "a count from 1 to " + MOST_SEEDS + ", or a list of different whole numbers >= 0");
      return List.of(0L);
    }
    return LongStream.range(0, count.get()).boxed().toList();
  }

  /** An argument that wins over an axis would make cells what their labels say they are not. */
  private void checkArguments(List<SweepCell> cells, Config whole) {
    Set<String> paths = new LinkedHashSet<>();
    for (SweepCell cell : cells) {
      cell.settings().entrySet().forEach(entry -> paths.add(entry.getKey()));
    }
    for (Config argument : arguments) {
      Config set = argument.withoutPath(SWEEP).resolveWith(whole);
      for (Map.Entry<String, ConfigValue> entry : set.entrySet()) {
        String key = entry.getKey();
        paths.stream()
            .filter(
                path -> (path + ".").startsWith(key + ".") || (key + ".").startsWith(path + "."))
            .findFirst()
            .ifPresent(
                path ->
                    problems.add(
                        entry.getValue().origin(),
                        key
                            + " is an argument, and "
                            + path
                            + " is set by cells of the sweep; expected arguments for what cells have in common; change the"
                            + " sweep file, or give its axis as an argument sweep.axes.AXIS=[ ... ]"));
      }
    }
  }

  /** What all cells share, and what wins over their own keys: arguments, overlays; the file. */
  private List<Config> layers() {
    return Stream.of(Layers.stacked(arguments), overlays, file)
        .map(c -> c.withoutPath(SWEEP))
        .toList();
  }

  private static List<String> names(List<SweepCell> cells) {
    Set<String> names = new LinkedHashSet<>();
    cells.forEach(cell -> names.addAll(cell.labels().keySet()));
    return List.copyOf(names);
  }

  /** The answer must not lie where a run or the store does. */
  private void checkFolder(SweepConfig sweep) {
    String folder = sweep.dir() + "/" + sweep.name();
    for (CellConfig cell : sweep.cells()) {
      String other = cell.run().runId().equals(sweep.name()) ? "a cell" : "";
      if (cell.run().storeDir().equals(folder)) {
        other = "the store";
      }
      if (!other.isEmpty()) {
        problems.add(
            "sweep.name = "
                + sweep.name()
                + " is the folder of "
                + other
                + "; expected a folder of its own in run.dir; give the sweep another name");
        problems.throwIfAny();
      }
    }
  }
}
