package org.almkd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code baselines}: each entry laid over the whole configuration of the run. */
final class BaselinesReader {
  private static final String NAME = "name";
  private static final String GENERATIONS = "distill.generations";
  private static final List<String> ALLOWED =
      List.of("method", "mixing", "train", "student", "takd", "dgkd", "distill");

  private final Layers layers;
  private final ConfigNode root;
  private final KnownKeys known;
  private final Problems problems;
  private final Config standard;
  private final List<ConfigObject> expanded = new ArrayList<>();
  private final Map<String, Integer> indexOfName = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private int validationRows;

  BaselinesReader(Layers layers, ConfigNode root, Problems problems) {
    this.layers = layers;
    this.root = root;
    this.problems = problems;
    this.standard = withName(Layers.standard(), "");
    Config allowed = withName(ConfigFactory.empty(), "");
    for (String key : ALLOWED) {
      allowed = allowed.withValue(key, standard.getValue(key));
    }
    this.known = new KnownKeys(allowed, problems);
  }

  /**
   * Reads all.
   *
   * @param workers of the run, which shares its shards with them
   * @param validationRows those that lambda passes of the run use
   */
  List<BaselineConfig> read(TrainConfigReader trainReader, int workers, int validationRows) {
    this.validationRows = validationRows;
    List<ConfigObject> entries = root.blocks("baselines");
    for (ConfigObject entry : entries) {
      if (entry.toConfig().hasPath(NAME)) {
        taken.add(String.valueOf(entry.get(NAME).unwrapped()));
      }
    }
    List<BaselineConfig> baselines = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      baselines.add(baseline(entries.get(i), i, trainReader, workers));
    }
    return List.copyOf(baselines);
  }

  /** The entries read, with every key. */
  List<ConfigObject> expanded() {
    return List.copyOf(expanded);
  }

  private BaselineConfig baseline(
      ConfigObject object, int index, TrainConfigReader trainReader, int workers) {
    String prefix = "baselines[" + index + "].";
    known.check(object, prefix);
    Config entry = onlyAllowed(object.toConfig());
    Config values = layers.merged(entry.withoutPath(NAME));
    ConfigNode node =
        root.reading(
            entry.withFallback(withName(values, "")),
            standard,
            "",
            key -> entry.hasPath(key) ? prefix + key : key);
    Method method = node.choice("method", Method.class);
    MixingConfig mixing = MixingConfigReader.read(node.child("mixing"), method);
    TrainConfig train = trainReader.run(node.child("train"));
    IntermediatesReader reader = new IntermediatesReader(layers, values, node, problems);
    IntermediatesConfig read = reader.read(trainReader, train);
    // The run's generations are not meant for a method that has none; the entry's own are a
    // problem.
    boolean inherits = !method.hasGenerations() && !entry.hasPath(GENERATIONS);
    int generations = inherits ? 1 : read.generations();
    IntermediatesConfig intermediates =
        new IntermediatesConfig(read.takd(), read.dgkdDrop(), read.dgkd(), generations);
    String name = name(node, entry, index, defaultName(method, mixing, generations));
    expand(
        reader.expand(values).withValue(GENERATIONS, ConfigValueFactory.fromAnyRef(generations)),
        name);
    if (train.workers() != workers) {
      node.problem(
          "%strain.workers = %d; expected %d, since student and baselines share the shards of the rows; set train.workers of the run"
              .formatted(prefix, train.workers(), workers),
          "train.workers");
    }
    if (mixing.adaptive().validationRows() != validationRows) {
      node.problem(
          "%smixing.adaptive.validation-rows = %d; expected %d, since student and baselines share the rows that lambda passes use; set mixing.adaptive.validation-rows of the run"
              .formatted(prefix, mixing.adaptive().validationRows(), validationRows),
          "mixing.adaptive.validation-rows");
    }
    return new BaselineConfig(
        name,
        method,
        NetworkReader.limited(node).student(node.child("student")),
        mixing,
        train,
        intermediates);
  }

  /** An unknown key must not reach the configuration of the run by way of a baseline. */
  private static Config onlyAllowed(Config entry) {
    Config allowed = ConfigFactory.empty();
    for (String key : entry.root().keySet()) {
      if (ALLOWED.contains(key) || key.equals(NAME)) {
        allowed = allowed.withValue(key, entry.root().get(key));
      }
    }
    return allowed;
  }

  private String name(ConfigNode node, Config entry, int index, String otherwise) {
    if (!entry.hasPath(NAME)) {
      return freeName(otherwise);
    }
    String name = node.fileName(NAME);
    Integer other = indexOfName.putIfAbsent(name, index);
    if (other != null) {
      node.problem(
          "baselines["
              + index
              + "].name = "
              + name
              + " is the name of baselines["
              + other
              + "], too; expected a name of its own for each baseline; give this one another name",
          NAME);
    }
    return name;
  }

  private String freeName(String wanted) {
    String name = wanted;
    for (int number = 2; !taken.add(name); number++) {
      name = wanted + "-" + number;
    }
    return name;
  }

  private static String defaultName(Method method, MixingConfig mixing, int generations) {
    String name = method.key();
    if (method == Method.FIXED) {
      BigDecimal lambda = BigDecimal.valueOf(mixing.fixedLambda()).stripTrailingZeros();
      name += "-" + lambda.toPlainString();
    }
    return generations == 1 ? name : name + "-generation-" + generations;
  }

  private void expand(Config values, String name) {
    Config entry = withName(ConfigFactory.empty(), name);
    for (String key : ALLOWED) {
      entry = entry.withValue(key, values.root().get(key));
    }
    expanded.add(entry.root());
  }

  private static Config withName(Config config, String name) {
    return config.withValue(NAME, ConfigValueFactory.fromAnyRef(name, Layers.DEFAULTS));
  }
}
