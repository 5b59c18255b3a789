package org.almkd.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.almkd.config.DataConfig;
import org.almkd.config.NoiseConfig;

/**
 * What follows from configuration, ids and labels, before any feature is moved.
 *
 * @param plan split, label and block of each row
 * @param indexes ids and labels of each split
 * @param schema the source
 * @param classNames name of each class; [] without labels
 * @param standardize whether features are to be standardised
 * @param key of the store's entry
 */
record Decisions(
    DataPlan plan,
    List<SplitIndex> indexes,
    SourceSchema schema,
    List<String> classNames,
    boolean standardize,
    String key) {

  static Decisions of(IndexChunk found, SourceSchema schema, DataConfig config, Reading.Use use) {
    return switch (use) {
      case TRAINING -> training(found, schema, config);
      case SCORING -> labelled(found, schema, plain(config, config.seed()));
      case PREDICTION -> unlabelled(found, schema, plain(config, 0));
    };
  }

  private static Decisions training(IndexChunk found, SourceSchema schema, DataConfig config) {
    DataChecks.requireClasses(schema.name(), config.classes(), found.index());
    Decisions decisions = labelled(found, schema, config);
    SplitIndex training = decisions.indexes.get(Split.TRAIN.code());
    DataChecks.requireTrainingRows(schema.name(), training);
    DataChecks.checkClasses(schema.name(), training, decisions.classNames, config.onEmptyClass());
    return decisions;
  }

  private static Decisions labelled(IndexChunk found, SourceSchema schema, DataConfig config) {
    KeptRows kept = KeptRows.of(found.index(), config.seed(), config.limits());
    RowIndex rows = kept.in(found.index());
    DataChecks.requireKeptRows(schema.name(), found.index().rows(), rows.rows());
    int configured = config.limits().of(new ClassReader(config.classes()).count());
    int classes = configured > 0 ? configured : rows.largestLabel() + 1;
    SplitRule splits = SplitRule.of(rows, config.seed(), config.split(), schema.testGiven());
    TrainingLabels training = TrainingLabels.of(rows, splits);
    LabelNoise noise = LabelNoise.of(training, config.seed(), classes, config.noise());
    List<String> names = ClassReader.names(config.classes(), classes).subList(0, classes);
    return decided(found.of(rows), schema, config, names, kept, splits, noise);
  }

  private static Decisions unlabelled(IndexChunk found, SourceSchema schema, DataConfig config) {
    RankCut none = new RankCut(0, false, 0);
    SplitRule splits = new SplitRule(none, none, none);
    LabelNoise noise = new LabelNoise.None();
    return decided(found, schema, config, List.of(), KeptRows.ALL, splits, noise);
  }

  /** The rows as they are: no noise, no standardisation. */
  private static DataConfig plain(DataConfig config, long seed) {
    return new DataConfig(
        config.source(),
        seed,
        config.classes(),
        false,
        config.onEmptyClass(),
        0,
        config.split(),
        NoiseConfig.NONE,
        config.images(),
        config.limits());
  }

  private static Decisions decided(
      IndexChunk found,
      SourceSchema schema,
      DataConfig config,
      List<String> classNames,
      KeptRows kept,
      SplitRule splits,
      LabelNoise noise) {
    boolean cleanKnown = schema.cleanLabels() || noise.changesLabels();
    List<SplitIndex> indexes = DataPlan.indexes(found.index(), splits, noise, cleanKnown);
    DataPlan plan = DataPlan.of(found, kept, splits, noise, schema, indexes);
    String key = DataPlan.key(config, schema, classNames, found.digest());
    return new Decisions(plan, indexes, schema, classNames, config.standardize(), key);
  }

  /** What the manifest says besides its files. */
  Map<String, String> properties(long digest, Optional<Standardization> standardization) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("digest", RowDigest.text(digest));
    properties.put("features", PreparedData.text(schema.featureColumns()));
    properties.put("classes", PreparedData.text(classNames));
    schema.pixels().ifPresent(pixels -> properties.put(PreparedData.PIXELS, pixels.text()));
    properties.put("clean-labels-known", Boolean.toString(plan.cleanKnown()));
    properties.put(
        "noisy-rows", Integer.toString(DataPlan.noisyRows(indexes.get(Split.TRAIN.code()))));
    properties.put(
        "standardization.mean",
        standardization.map(s -> Standardization.text(s.mean())).orElse(""));
    properties.put(
        "standardization.deviation",
        standardization.map(s -> Standardization.text(s.deviation())).orElse(""));
    return properties;
  }
}
