package org.almkd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads {@code takd}, {@code dgkd} and {@code distill} of a run or a baseline: each assistant laid
 * over {@code assistant-defaults}, which by then hold the final values of student and train.
 */
final class IntermediatesReader {
  private static final String BLOCK = "assistant-defaults";
  private static final String TAKD = "takd.assistants";
  private static final String DGKD = "dgkd.assistants";
  private static final String GENERATIONS = "distill.generations";

  private static final Pattern TAKEN_FROM_STUDENT =
      Pattern.compile("architecture\\.(kind|hidden|depth|widening|growth)|initialisation");
  private static final Pattern TAKEN_FROM_TRAIN =
      Pattern.compile(
          "epochs|batch-size|momentum|weight-decay|early-stop"
              + "|learning-rate\\.(kind|initial|milestones|factor)");

  private final Problems problems;
  private final ConfigNode node;
  private final Config user;
  private final Config assistantDefaults;
  private final Config standard;
  private final Map<String, List<ConfigObject>> expanded = new HashMap<>();

  /**
   * @param layers what was written
   * @param merged all layers, resolved, that of a baseline on top where one is read
   * @param node the same, to read from
   * @param problems where problems go
   */
  IntermediatesReader(Layers layers, Config merged, ConfigNode node, Problems problems) {
    this.problems = problems;
    this.node = node;
    this.user = layers.user();
    this.standard = Layers.standard().getConfig(BLOCK);
    boolean isBlock = merged.root().get(BLOCK) instanceof ConfigObject;
    this.assistantDefaults = isBlock ? merged.getConfig(BLOCK) : standard;
  }

  IntermediatesConfig read(TrainConfigReader trainReader, TrainConfig train) {
    // The defaults of assistants are checked even where there is no assistant yet.
    assistant(entry(ConfigFactory.empty(), BLOCK + ".").typesOnly(), trainReader, train);
    return new IntermediatesConfig(
        assistants(TAKD, trainReader, train),
        node.number("dgkd.drop", Range.SHARE_BELOW_ONE),
        assistants(DGKD, trainReader, train),
        node.whole(GENERATIONS, 1));
  }

  /** A configuration in which every assistant that was read has every key. */
  Config expand(Config config) {
    return config
        .withValue(TAKD, ConfigValueFactory.fromIterable(expanded.get(TAKD)))
        .withValue(DGKD, ConfigValueFactory.fromIterable(expanded.get(DGKD)));
  }

  private List<AssistantConfig> assistants(
      String key, TrainConfigReader trainReader, TrainConfig train) {
    List<AssistantConfig> assistants = new ArrayList<>();
    List<ConfigObject> spelt = new ArrayList<>();
    Map<String, Integer> indexOfName = new HashMap<>();
    List<ConfigObject> entries = node.blocks(key);
    for (int i = 0; i < entries.size(); i++) {
      String prefix = "%s[%d].".formatted(node.name(key), i);
      new KnownKeys(standard, problems).check(entries.get(i), prefix);
      Config written = entries.get(i).toConfig();
      AssistantConfig assistant = assistant(entry(written, prefix), trainReader, train);
      Integer other = indexOfName.putIfAbsent(assistant.name(), i);
      if (other != null) {
        problems.add(
            entries.get(i).origin(),
            "%sname = %s is the name of %s[%d], too; expected a name of its own for each assistant; give this one another name"
                .formatted(prefix, assistant.name(), node.name(key), other));
      }
      assistants.add(assistant);
      spelt.add(written.withFallback(assistantDefaults).root());
    }
    expanded.put(key, spelt);
    return assistants;
  }

  private ConfigNode entry(Config written, String prefix) {
    return node.reading(
        written.withFallback(assistantDefaults),
        standard,
        BLOCK + ".",
        key -> name(written, prefix, key));
  }

  /** A key is called by the place it was written at: the entry, the defaults, student or train. */
  private String name(Config written, String prefix, String key) {
    if (written.hasPath(key)) {
      return prefix + key;
    }
    if (user.hasPath(BLOCK + "." + key)) {
      return BLOCK + "." + key;
    }
    if (TAKEN_FROM_STUDENT.matcher(key).matches()) {
      return node.name("student." + key);
    }
    return TAKEN_FROM_TRAIN.matcher(key).matches() ? node.name("train." + key) : prefix + key;
  }

  private AssistantConfig assistant(
      ConfigNode entry, TrainConfigReader trainReader, TrainConfig train) {
    return new AssistantConfig(
        entry.fileName("name"),
        NetworkReader.limited(node).student(entry),
        trainReader.teacher(entry, train));
  }
}
