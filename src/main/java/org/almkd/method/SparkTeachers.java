package org.almkd.method;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.almkd.config.ClusterConfig;
import org.almkd.config.EarlyStop;
import org.almkd.config.EvaluateConfig;
import org.almkd.config.TeacherConfig;
import org.almkd.config.TeacherSource;
import org.almkd.data.PreparedData;
import org.almkd.data.SeededHash;
import org.almkd.data.SparkJobGroup;
import org.almkd.loss.TargetLayout;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.InitialParameters;
import org.almkd.model.NetworkExport;
import org.almkd.model.NetworkSpec;
import org.almkd.model.ZippedNetwork;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Attempt;
import org.almkd.storage.Finding;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.Sha256;
import org.almkd.teacher.SoftLabels;
import org.almkd.teacher.SparkImportedLogits;
import org.almkd.teacher.SparkSoftLabelPass;
import org.almkd.teacher.TeacherModel;
import org.almkd.train.BatchOrders;
import org.almkd.train.EpochMetrics;
import org.almkd.train.SparkTrainer;
import org.almkd.train.SparkTrainingData;
import org.almkd.train.TrainingListener;
import org.almkd.train.TrainingPlan;
import org.almkd.train.TrainingState;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets teachers ready: trains them on the labels or reads them, and has their logits computed, each
 * once for all runs that share a store.
 */
public final class SparkTeachers {
  private static final Logger LOG = LoggerFactory.getLogger(SparkTeachers.class);

  /** Kind of artefact in the store: a network as a DL4J zip. */
  static final String NETWORKS = "networks";

  private static final String SECONDS = "seconds";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final ArtefactStore store;
  private final PreparedData data;
  private final EvaluateConfig evaluate;
  private final ClusterConfig cluster;
  private final long seed;
  private final Supplier<SparkTrainingData> labelledRows;

  /**
   * Prepares to get teachers ready.
   *
   * @param session the session
   * @param store networks and soft labels
   * @param data rows in the store
   * @param evaluate how often a teacher is evaluated while it trains
   * @param cluster native threads
   * @param seed run seed
   * @param labelledRows packs rows without logits; called when a teacher has to be trained
   */
  public SparkTeachers(
      SparkSession session,
      ArtefactStore store,
      PreparedData data,
      EvaluateConfig evaluate,
      ClusterConfig cluster,
      long seed,
      Supplier<SparkTrainingData> labelledRows) {
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.store = store;
    this.data = data;
    this.evaluate = evaluate;
    this.cluster = cluster;
    this.seed = seed;
    this.labelledRows = labelledRows;
  }

  /**
   * Gets the network of a teacher: trained now, read from the store, or imported; none where only
   * logits are given.
   */
  public Optional<TeacherModel> network(TeacherConfig config, TrainingListener listener) {
    if (config.source() instanceof TeacherSource.Train train) {
      return Optional.of(trained(config.name(), train, listener));
    }
    if (config.source() instanceof TeacherSource.Dl4j dl4j) {
      return Optional.of(imported(config.name(), dl4j));
    }
    return Optional.empty();
  }

  /** Gets the logits of a teacher ready: computed now by its network, or read. */
  public Teacher teach(TeacherConfig config, Optional<TeacherModel> network) {
    if (config.source() instanceof TeacherSource.Logits logits) {
      SoftLabels read = new SparkImportedLogits(session, store, data).read(config.name(), logits);
      return new Teacher(
          config.name(), "logits of " + logits.path(), network, read, EarlyStop.NONE, List.of());
    }
    TeacherModel model = network.orElseThrow();
    SoftLabels softLabels = softLabels(model);
    if (config.source() instanceof TeacherSource.Train train) {
      return new Teacher(
          config.name(),
          train.architecture().describe(),
          network,
          softLabels,
          train.train().earlyStop(),
          metrics(model));
    }
    return new Teacher(config.name(), "dl4j zip", network, softLabels, EarlyStop.NONE, List.of());
  }

  private SoftLabels softLabels(TeacherModel model) {
    SparkSoftLabelPass pass =
        new SparkSoftLabelPass(spark, store, data, cluster.threadsPerReplica());
    return store.exclusively(SoftLabels.KIND, pass.key(model), () -> findOrCompute(pass, model));
  }

  private SoftLabels findOrCompute(SparkSoftLabelPass pass, TeacherModel model) {
    Optional<SoftLabels> found = pass.find(model);
    if (found.isPresent()) {
      LOG.info(
          "soft labels of {}: read from the store, {} s saved",
          model.name(),
          found.get().artefact().property(SECONDS));
      return found.get();
    }
    return SparkJobGroup.run(spark, "soft labels: " + model.name(), () -> pass.run(model));
  }

  private TeacherModel trained(String name, TeacherSource.Train source, TrainingListener listener) {
    String key = TeacherNetworkKey.of(source, data, weightSeed(name), evaluate.everyEpochs(), seed);
    // Cells of a sweep that run side by side may need the same teacher at once.
    return store.exclusively(
        NETWORKS, key, () -> stored(name, key).orElseGet(() -> train(name, source, key, listener)));
  }

  private Optional<TeacherModel> stored(String name, String key) {
    Optional<Artefact> found = store.find(NETWORKS, key);
    found.ifPresent(
        network ->
            LOG.info(
                "teacher {}: read from the store, {} s of training saved",
                name,
                network.property(SECONDS)));
    return found.map(network -> model(name, network));
  }

  private TeacherModel train(
      String name, TeacherSource.Train source, String key, TrainingListener listener) {
    long start = System.nanoTime();
    TrainingPlan plan = plan(name, source, weightSeed(name));
    try (SparkTrainer trainer = new SparkTrainer(spark, plan, labelledRows.get(), listener)) {
      TrainingState state = trainer.train();
      TrainedNetwork network =
          new TrainedNetwork(
              name, plan.spec(), state, source.train().earlyStop(), plan.selection());
      return model(name, publish(key, network, source, start));
    }
  }

  private long weightSeed(String name) {
    return SeededHash.of(seed, "teacher weights", textNumber(name));
  }

  private Artefact publish(
      String key, TrainedNetwork network, TeacherSource.Train source, long start) {
    Attempt attempt = store.begin(NETWORKS, key);
    byte[] zip =
        NetworkExport.zip(
            network.spec(),
            network.parameters(),
            source.train().learningRate().initial(),
            data.standardization());
    List<ManifestEntry> entries =
        List.of(
            attempt.write("model", ".zip", zip, 0),
            attempt.write("metrics", ".json", json(network.state().metrics()), 0));
    return store.publish(attempt, entries, Map.of(SECONDS, seconds(start)));
  }

  private TrainingPlan plan(String name, TeacherSource.Train source, long weightSeed) {
    NetworkSpec spec =
        new NetworkSpec(
            source.architecture(),
            data.width(),
            new TargetLayout(data.classes(), 0),
            1,
            source.train().momentum(),
            source.train().weightDecay(),
            DataType.FLOAT);
    return new TrainingPlan(
        "teacher " + name,
        spec,
        InitialParameters.draw(spec, source.initialisation(), weightSeed),
        source.train(),
        new LossRule.Labels(0),
        LambdaTable.EMPTY,
        Optional.empty(),
        BatchOrders.seeded(SeededHash.of(seed, "teacher orders", textNumber(name))),
        evaluate.everyEpochs(),
        SparkStudents.selection(data));
  }

  /** A copy of the zip goes into the store, so that executors read what was checked here. */
  private TeacherModel imported(String name, TeacherSource.Dl4j source) {
    byte[] zip = store.storage().read(source.path());
    ZippedNetwork.load(
        "%s of teacher %s".formatted(source.path(), name), zip, data.width(), data.classes());
    String key = Sha256.of(zip);
    Artefact artefact =
        store
            .find(NETWORKS, key)
            .orElseGet(
                () -> {
                  Attempt attempt = store.begin(NETWORKS, key);
                  return store.publish(
                      attempt, List.of(attempt.write("model", ".zip", zip, 0)), Map.of());
                });
    return model(name, artefact);
  }

  /**
   * Returns what is wrong with the key of a network from elsewhere, the hash of its zip; that of a
   * trained one follows from settings that the store does not know.
   */
  static Optional<Finding> importedKey(Artefact artefact) {
    String key = artefact.manifest().key();
    boolean trained = artefact.manifest().properties().containsKey(SECONDS);
    return artefact.manifest().entries().stream()
        .filter(zip -> !trained && !zip.sha256().equals(key))
        .findFirst()
        .map(
            zip ->
                new Finding(
                    artefact.path(zip), "a zip of SHA-256 " + zip.sha256(), "its key " + key));
  }

  private static TeacherModel model(String name, Artefact artefact) {
    ManifestEntry zip =
        artefact.manifest().entries().stream()
            .filter(e -> e.name().startsWith("model"))
            .findFirst()
            .orElseThrow();
    return new TeacherModel(name, artefact.manifest().key(), artefact, zip);
  }

  private static List<EpochMetrics> metrics(TeacherModel model) {
    return model.artefact().manifest().entries().stream()
        .filter(e -> e.name().startsWith("metrics"))
        .findFirst()
        .map(e -> parse(model.artefact().read(e)))
        .orElse(List.of());
  }

  private static List<EpochMetrics> parse(byte[] json) {
    try {
      return JSON.readValue(json, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the metrics of a stored teacher", e);
    }
  }

  private static byte[] json(List<EpochMetrics> metrics) {
    try {
      return JSON.writeValueAsBytes(metrics);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot write the metrics of a teacher", e);
    }
  }

  private static String seconds(long start) {
    return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - start) / 1e9);
  }

  /** Two teachers of one run differ by name, hence start from different weights. */
  private static long textNumber(String name) {
    return SeededHash.of(name.length(), name, 0);
  }
}
