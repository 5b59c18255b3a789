package org.almkd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads a {@link RunConfig}. Arguments win over overlays, later overlays over earlier ones, these
 * over the run file, that over the preset of {@code mixing.adaptive}, that over {@code
 * almkd-defaults.conf}. Substitutions are resolved last, so that {@code ${train.epochs}} is the
 * final value; they may name environment variables. System properties are not looked at.
 *
 * <p>All methods throw {@link InvalidConfigException} with every problem found: unknown keys, wrong
 * types, values out of range or missing, and values that contradict each other.
 */
public final class RunConfigReader {
  private final Purpose purpose;
  private final Problems problems;
  private final Layers layers;
  private final Config merged;
  private final ConfigNode root;

  private RunConfigReader(Purpose purpose, Problems problems, Layers layers) {
    this.purpose = purpose;
    this.problems = problems;
    this.layers = layers;
    this.merged = layers.merged();
    Config user = layers.user();
    this.root = ConfigNode.of(merged, Layers.standard(), key -> nameOf(key, user), problems);
  }

  /**
   * Reads the configuration of a training.
   *
   * @param runFileName name of the run file, for messages
   * @param runFileText its text, HOCON
   * @param overrides arguments {@code key=value}; later ones win
   */
  public static RunConfig read(String runFileName, String runFileText, List<String> overrides) {
    return read(Purpose.DISTILL, new ConfigFile(runFileName, runFileText), List.of(), overrides);
  }

  /**
   * Reads a configuration for a purpose.
   *
   * @param purpose what must be set
   * @param runFile the run file; {@link ConfigFile#NONE} where arguments and overlays are all
   * @param overlays files whose keys win over those of the run file; later ones win
   * @param overrides arguments {@code key=value}; later ones win
   */
  public static RunConfig read(
      Purpose purpose, ConfigFile runFile, List<ConfigFile> overlays, List<String> overrides) {
    return notTooDeep(runFile.name(), () -> reader(purpose, runFile, overlays, overrides).read());
  }

  /** The parser of HOCON, and all that walks through a configuration, goes down with its blocks. */
  static <T> T notTooDeep(String place, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (StackOverflowError e) {
      throw new InvalidConfigException(
          List.of(
              place
                  + ": found blocks or lists nested too deeply to be read; expected a few levels, as in "
                  + Layers.DEFAULTS));
    }
  }

  /**
   * Keys that a reading of this configuration looks at, from the root of the defaults; for the test
   * of completeness.
   */
  static Set<String> keysRead(String runFileText) {
    RunConfigReader reader =
        reader(Purpose.DISTILL, new ConfigFile("run.conf", runFileText), List.of(), List.of());
    reader.read();
    return reader.root.keysRead();
  }

  private static RunConfigReader reader(
      Purpose purpose, ConfigFile runFile, List<ConfigFile> overlays, List<String> overrides) {
    Problems problems = new Problems(runFile.name());
    HoconParser parser = new HoconParser(problems);
    List<Config> written = new ArrayList<>();
    written.add(parser.parse(runFile));
    // Later ones win, and the first layer is on top.
    overlays.forEach(overlay -> written.add(0, parser.parse(overlay)));
    Config arguments = ConfigFactory.empty();
    for (String override : overrides) {
      arguments = parser.parseArgument(override).withFallback(arguments);
    }
    written.add(0, arguments);
    Substitutions.check(texts(runFile, overlays, overrides), problems);
    // What cannot be parsed is not there; looking for what is missing would only bury the cause.
    problems.throwIfAny();
    return reader(purpose, problems, written);
  }

  /**
   * Reads the configuration of a training that was parsed already.
   *
   * @param mainSource name of the file, for messages
   * @param written what the user wrote, not resolved, that which wins first
   */
  static RunConfig read(String mainSource, List<Config> written) {
    return reader(Purpose.DISTILL, new Problems(mainSource), written).read();
  }

  /** All that the user wrote. */
  static List<String> texts(ConfigFile file, List<ConfigFile> overlays, List<String> overrides) {
    return Stream.of(
            Stream.of(file.text()), overlays.stream().map(ConfigFile::text), overrides.stream())
        .flatMap(Function.identity())
        .toList();
  }

  private static RunConfigReader reader(Purpose purpose, Problems problems, List<Config> written) {
    // Before anything is resolved: afterwards keys set to an undefined environment variable are
    // gone.
    KnownKeys known = new KnownKeys(Layers.standard(), problems);
    written.forEach(layer -> known.check(layer.root(), ""));
    return new RunConfigReader(purpose, problems, new Layers(new HoconParser(problems), written));
  }

  private RunConfig read() {
    // Once more with substitutions resolved, which the first look could not see into.
    new KnownKeys(Layers.standard(), problems).check(layers.user().root(), "");
    Method method = root.choice("method", Method.class);
    DataConfig data =
        new DataConfigReader(root.child("data"), root.child("limits"), purpose).read();
    TrainConfigReader trainReader = new TrainConfigReader(data.split().selection());
    TrainConfig train = trainReader.run(root.child("train"));
    MixingConfig mixing = MixingConfigReader.read(root.child("mixing"), method);
    TeachersReader teachers = new TeachersReader(layers, merged, root, problems);
    IntermediatesReader intermediates = new IntermediatesReader(layers, merged, root, problems);
    IntermediatesConfig between = intermediates.read(trainReader, train);
    BaselinesReader baselines = new BaselinesReader(layers, root, problems);
    Effective effective = new Effective(intermediates.expand(merged));
    RunConfig config =
        new RunConfig(
            runSettings(root.child("run")),
            new StoreConfig(root.text("store.dir")),
            data,
            teachers.read(trainReader, train),
            NetworkReader.limited(root).student(root.child("student")),
            method,
            baselines.read(trainReader, train.workers(), mixing.adaptive().validationRows()),
            mixing,
            train,
            between,
            evaluate(root.child("evaluate")),
            new PredictConfig(root.text("predict.model"), root.text("predict.output")),
            new ClusterConfig(
                root.whole("cluster.threads-per-replica", 1, 1_024),
                root.choice("cluster.shards", ShardPlacement.class)),
            effective.render(teachers.expanded(), baselines.expanded()),
            effective.digest(teachers.expanded(), baselines.expanded()));
    new CompletenessChecks(root, purpose).check(config);
    if (purpose == Purpose.DISTILL) {
      new ImageChecks(root).check(config);
      new AugmentationChecks(root).check(config);
    }
    problems.throwIfAny();
    return config;
  }

  /**
   * The seed of the data is that of the run where the user wrote none, and a problem with it is
   * then the run's.
   */
  private static String nameOf(String key, Config user) {
    return key.equals("data.seed") && !user.hasPath(key) ? "run.seed" : key;
  }

  private static RunSettings runSettings(ConfigNode run) {
    return new RunSettings(
        run.fileName("name"),
        run.text("id").isEmpty() ? "" : run.fileName("id"),
        run.filledText("dir"),
        run.wholeLong("seed", 0),
        run.flag("fresh"),
        checkpoint(run.child("checkpoint")),
        DurationReader.read(run, "heartbeat", Duration.ofSeconds(1)),
        DurationReader.limit(run, "max-duration"));
  }

  private static CheckpointConfig checkpoint(ConfigNode checkpoint) {
    return new CheckpointConfig(
        checkpoint.whole("every-epochs", 1),
        DurationReader.read(checkpoint, "pause", Duration.ZERO),
        DurationReader.read(checkpoint, "every", Duration.ofMillis(1)),
        checkpoint.whole("keep", 1));
  }

  private static EvaluateConfig evaluate(ConfigNode evaluate) {
    return new EvaluateConfig(
        evaluate.whole("every-epochs", 1),
        evaluate.increasing("at-epochs", 1),
        evaluate.whole("calibration-bins", 1, 10_000));
  }
}
