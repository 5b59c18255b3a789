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
import org.almkd.data.PreparedData;
import org.almkd.data.SparkJobGroup;
import org.almkd.model.NetworkExport;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Attempt;
import org.almkd.storage.ManifestEntry;
import org.almkd.teacher.SoftLabels;
import org.almkd.teacher.SparkSoftLabelPass;
import org.almkd.teacher.TeacherModel;
import org.almkd.train.EpochMetrics;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trained networks of a store and their logits, each made once for all runs that share it. */
public final class SparkNetworks {
  private static final Logger LOG = LoggerFactory.getLogger(SparkNetworks.class);

  /** Kind of artefact in the store: a network as a DL4J zip. */
  public static final String NETWORKS = "networks";

  /** Property of every network that was trained here. */
  static final String SECONDS = "seconds";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JavaSparkContext spark;
  private final ArtefactStore store;
  private final PreparedData data;
  private final ClusterConfig cluster;

  /**
   * Prepares access.
   *
   * @param spark the context
   * @param store networks and soft labels
   * @param data rows in the store
   * @param cluster native threads
   */
  public SparkNetworks(
      JavaSparkContext spark, ArtefactStore store, PreparedData data, ClusterConfig cluster) {
    this.spark = spark;
    this.store = store;
    this.data = data;
    this.cluster = cluster;
  }

  /** Finds or trains a network while no other run of this JVM does: cells may need it at once. */
  <T> T exclusively(String key, Supplier<T> work) {
    return store.exclusively(NETWORKS, key, work);
  }

  /**
   * Returns a network that an earlier run, or this one, has left in the store.
   *
   * @param called what it is called in logs
   * @param name its name in the run
   * @param key its key
   */
  Optional<TeacherModel> find(String called, String name, String key) {
    Optional<TeacherModel> found = stored(name, key);
    found.ifPresent(
        network ->
            LOG.info(
                "{}: read from the store, {} s of training saved",
                called,
                network.artefact().property(SECONDS)));
    return found;
  }

  /** Returns a network that is in the store, without a word. */
  Optional<TeacherModel> stored(String name, String key) {
    return store.find(NETWORKS, key).map(network -> model(name, network));
  }

  /**
   * Puts a network into the store.
   *
   * @param key its key
   * @param network what was trained
   * @param learningRate eta_0, for those who train it on
   * @param start when its training began, in nanoseconds
   */
  TeacherModel publish(String key, TrainedNetwork network, double learningRate, long start) {
    Attempt attempt = store.begin(NETWORKS, key);
    byte[] zip =
        NetworkExport.zip(
            network.spec(), network.parameters(), learningRate, data.standardization());
    List<ManifestEntry> entries =
        List.of(
            attempt.write("model", ".zip", zip, 0),
            attempt.write("metrics", ".json", json(network.state().metrics()), 0));
    return model(network.name(), store.publish(attempt, entries, Map.of(SECONDS, seconds(start))));
  }

  /** Returns the logits of a network, computed now or read from the store. */
  SoftLabels softLabels(TeacherModel model) {
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

  /** Returns the training of a network, epoch by epoch; empty where it was trained elsewhere. */
  static List<EpochMetrics> metrics(TeacherModel model) {
    return model.artefact().manifest().entries().stream()
        .filter(e -> e.name().startsWith("metrics"))
        .findFirst()
        .map(e -> parse(model.artefact().read(e)))
        .orElse(List.of());
  }

  static TeacherModel model(String name, Artefact artefact) {
    ManifestEntry zip =
        artefact.manifest().entries().stream()
            .filter(e -> e.name().startsWith("model"))
            .findFirst()
            .orElseThrow();
    return new TeacherModel(name, artefact.manifest().key(), artefact, zip);
  }

  private static List<EpochMetrics> parse(byte[] json) {
    try {
      return JSON.readValue(json, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the metrics of a stored network", e);
    }
  }

  private static byte[] json(List<EpochMetrics> metrics) {
    try {
      return JSON.writeValueAsBytes(metrics);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot write the metrics of a network", e);
    }
  }

  private static String seconds(long start) {
    return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - start) / 1e9);
  }
}
