package org.almkd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads {@code teachers}: each entry laid over {@code teacher-defaults}, which by then hold the
 * final values of train.
 */
final class TeachersReader {
  private static final String BLOCK = "teacher-defaults";
  private static final String CHECKPOINTS = "checkpoints-at";

  private static final Pattern TAKEN_FROM_TRAIN =
      Pattern.compile(
          "epochs|batch-size|momentum|weight-decay|learning-rate\\.(kind|initial|milestones|factor)");

  private enum SourceKind {
    TRAIN,
    DL4J,
    LOGITS
  }

  private final Problems problems;
  private final ConfigNode root;
  private final NetworkReader networks;
  private final Config user;
  private final Config teacherDefaults;
  private final Config standard;
  private final List<ConfigObject> expanded = new ArrayList<>();

  TeachersReader(Layers layers, Config merged, ConfigNode root, Problems problems) {
    this.problems = problems;
    this.root = root;
    this.networks = NetworkReader.limited(root);
    this.user = layers.user();
    this.standard = Layers.standard().getConfig(BLOCK);
    boolean isBlock = merged.root().get(BLOCK) instanceof ConfigObject;
    this.teacherDefaults = isBlock ? merged.getConfig(BLOCK) : standard;
  }

  List<TeacherConfig> read(TrainConfigReader trainReader, TrainConfig train) {
    // The defaults of teachers are checked even where there is no teacher yet.
    teacher(node(ConfigFactory.empty(), BLOCK + ".").typesOnly(), trainReader, train);
    List<TeacherConfig> teachers = new ArrayList<>();
    Map<String, Integer> indexOfName = new HashMap<>();
    List<ConfigObject> entries = root.blocks("teachers");
    for (int i = 0; i < entries.size(); i++) {
      String prefix = "teachers[" + i + "].";
      new KnownKeys(standard, problems).check(entries.get(i), prefix);
      ConfigNode node = node(entries.get(i).toConfig(), prefix);
      TeacherConfig teacher = teacher(node, trainReader, train);
      checkUnique(node, entries.get(i), indexOfName.putIfAbsent(teacher.name(), i), i);
      teachers.add(teacher);
      expanded.add(entries.get(i).toConfig().withFallback(teacherDefaults).root());
    }
    return List.copyOf(teachers);
  }

  /** The entries read, with every key. */
  List<ConfigObject> expanded() {
    return List.copyOf(expanded);
  }

  private ConfigNode node(Config entry, String prefix) {
    return root.reading(
        entry.withFallback(teacherDefaults),
        standard,
        BLOCK + ".",
        key -> name(entry, prefix, key));
  }

  /**
   * A key is called by the place it was written at: the entry, the defaults of teachers, or train.
   */
  private String name(Config entry, String prefix, String key) {
    if (entry.hasPath(key)) {
      return prefix + key;
    }
    if (user.hasPath(BLOCK + "." + key)) {
      return BLOCK + "." + key;
    }
    return TAKEN_FROM_TRAIN.matcher(key).matches() ? "train." + key : prefix + key;
  }

  private TeacherConfig teacher(ConfigNode node, TrainConfigReader trainReader, TrainConfig train) {
    String name = node.fileName("name");
    SourceKind kind = node.choice("source", SourceKind.class);
    TeacherSource.Train trained =
        new TeacherSource.Train(
            networks.architecture(node),
            NetworkReader.initialisation(node),
            trainReader.teacher(kind == SourceKind.TRAIN ? node : node.typesOnly(), train),
            folds(node, kind));
    TeacherSource.Dl4j dl4j = new TeacherSource.Dl4j(node.text("dl4j.path"));
    TeacherSource.Logits logits =
        new TeacherSource.Logits(
            node.text("logits.path"),
            node.filledText("logits.id"),
            node.filledText("logits.logits"));
    List<Integer> checkpoints = checkpoints(node, trained.train().epochs());
    checkCheckpoints(node, kind, checkpoints, trained.train().epochs());
    return switch (kind) {
      case TRAIN -> new TeacherConfig(name, trained, checkpoints);
      case DL4J -> new TeacherConfig(name, requirePath(node, "dl4j", dl4j));
      case LOGITS -> new TeacherConfig(name, requirePath(node, "logits", logits));
    };
  }

  /** Epochs; shares of the teacher's own epochs are rounded up, and equal ones are one. */
  private static List<Integer> checkpoints(ConfigNode node, int epochs) {
    List<Double> written = node.numbers(CHECKPOINTS, Range.POSITIVE);
    boolean shares = written.stream().allMatch(number -> number < 1);
    boolean whole = written.stream().allMatch(number -> number == Math.rint(number));
    if (!shares && !whole) {
      node.reject(
          CHECKPOINTS,
          node.value(CHECKPOINTS),
          "a list of whole numbers >= 1, which are epochs, or of shares of the teacher's epochs, all below 1");
      return List.of();
    }
    for (int i = 1; i < written.size(); i++) {
      if (written.get(i) <= written.get(i - 1)) {
        node.reject(CHECKPOINTS, node.value(CHECKPOINTS), "epochs in increasing order");
        return List.of();
      }
    }
    return shares
        ? written.stream().map(share -> rounded(share, epochs)).distinct().toList()
        : written.stream().map(Double::intValue).toList();
  }

  /** In decimal: .35 of 200 is 70, and nothing above it. */
  private static int rounded(double share, int epochs) {
    return BigDecimal.valueOf(share)
        .multiply(BigDecimal.valueOf(epochs))
        .setScale(0, RoundingMode.CEILING)
        .intValueExact();
  }

  private static void checkCheckpoints(
      ConfigNode node, SourceKind kind, List<Integer> checkpoints, int epochs) {
    if (checkpoints.isEmpty() || !node.checksRanges()) {
      return;
    }
    if (kind != SourceKind.TRAIN) {
      node.problem(
          "%s with source = %s; expected source = train, since only a training of this run passes through epochs; remove checkpoints-at"
              .formatted(node.name(CHECKPOINTS), KebabCase.of(kind)),
          CHECKPOINTS);
    } else if (node.areSound("epochs") && checkpoints.get(checkpoints.size() - 1) > epochs) {
      node.reject(
          CHECKPOINTS, node.value(CHECKPOINTS), "epochs of the teacher's own, 1 to " + epochs);
    }
  }

  private static TeacherSource requirePath(ConfigNode node, String block, TeacherSource source) {
    String key = block + ".path";
    if (node.checksRanges() && node.areSound(key) && node.text(key).isBlank()) {
      node.problem(
          node.name(key)
              + " is not set; expected where the teacher is, since its source = "
              + block
              + "; set "
              + key,
          key,
          "source");
    }
    return source;
  }

  private static int folds(ConfigNode node, SourceKind kind) {
    int folds = node.whole("folds", 0);
    if (!node.checksRanges() || !node.areSound("folds", "source")) {
      return folds;
    }
    if (folds == 1) {
      node.reject("folds", node.value("folds"), "0 (none), or a whole number of at least 2");
    } else if (folds > 0 && kind != SourceKind.TRAIN) {
      node.problem(
          "%s = %d with %s = %s; expected folds for source = train alone, since no other teacher is trained here; set folds = 0 for this one"
              .formatted(node.name("folds"), folds, node.name("source"), KebabCase.of(kind)),
          "folds",
          "source");
    }
    return folds;
  }

  private void checkUnique(ConfigNode node, ConfigObject entry, Integer other, int index) {
    if (other != null) {
      problems.add(
          entry.origin(),
          "teachers["
              + index
              + "].name = "
              + node.text("name")
              + " is the name of teachers["
              + other
              + "], too; expected a name of its own for each teacher; give this one another name");
    }
  }
}
