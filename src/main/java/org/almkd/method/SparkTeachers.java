package org.almkd.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.almkd.config.ClusterConfig;
import org.almkd.config.EarlyStop;
import org.almkd.config.EvaluateConfig;
import org.almkd.config.TeacherConfig;
import org.almkd.config.TeacherSource;
import org.almkd.config.TrainConfig;
import org.almkd.data.PreparedData;
import org.almkd.loss.TargetLayout;
import org.almkd.mixing.LambdaTable;
import org.almkd.model.InitialParameters;
import org.almkd.model.NetworkSpec;
import org.almkd.model.ZippedNetwork;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Attempt;
import org.almkd.storage.Finding;
import org.almkd.storage.Sha256;
import org.almkd.teacher.SoftLabels;
import org.almkd.teacher.SparkImportedLogits;
import org.almkd.teacher.TeacherModel;
import org.almkd.train.BatchOrders;
import org.almkd.train.Checkpoints;
import org.almkd.train.SparkTrainer;
import org.almkd.train.SparkTrainingData;
import org.almkd.train.StateKeeper;
import org.almkd.train.TrainingListener;
import org.almkd.train.TrainingPlan;
import org.almkd.train.TrainingState;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Gets teachers ready: trains them on the labels or reads them, and has their logits computed, each
 * once for all runs that share a store.
 */
public final class SparkTeachers {
  /** What the name of a teacher that was trained once more ends with. */
  private static final String REFITTED = " refitted";

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final ArtefactStore store;
  private final PreparedData data;
  private final EvaluateConfig evaluate;
  private final SparkNetworks networks;
  private final long seed;
  private final Supplier<SparkTrainingData> labelledRows;
  private final Checkpoints.Source checkpoints;

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
   * @param checkpoints keeps the states of trainings
   */
  public SparkTeachers(
      SparkSession session,
      ArtefactStore store,
      PreparedData data,
      EvaluateConfig evaluate,
      ClusterConfig cluster,
      long seed,
      Supplier<SparkTrainingData> labelledRows,
      Checkpoints.Source checkpoints) {
    this.checkpoints = checkpoints;
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.store = store;
    this.data = data;
    this.evaluate = evaluate;
    this.networks = new SparkNetworks(spark, store, data, cluster);
    this.seed = seed;
    this.labelledRows = labelledRows;
  }

  /**
   * Gets the network of a teacher: trained now, read from the store, or imported; none where only
   * logits are given.
   */
  public Optional<TeacherModel> network(TeacherConfig config, TrainingListener listener) {
    if (config.source() instanceof TeacherSource.Train train) {
      Course course = course(config, train);
      return Optional.of(
          networks.exclusively(course.key(data, seed), () -> trained(config, course, listener)));
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
          config.name(),
          "logits of " + logits.path(),
          network,
          read,
          EarlyStop.NONE,
          List.of(),
          Optional.empty());
    }
    TeacherModel model = network.orElseThrow();
    SoftLabels softLabels = networks.softLabels(model);
    if (config.source() instanceof TeacherSource.Train train) {
      return new Teacher(
          config.name(),
          train.architecture().describe(),
          network,
          softLabels,
          train.train().earlyStop(),
          SparkNetworks.metrics(model),
          Optional.empty());
    }
    return new Teacher(
        config.name(),
        "dl4j zip",
        network,
        softLabels,
        EarlyStop.NONE,
        List.of(),
        Optional.empty());
  }

  /** Gets the networks ready that a teacher's training has kept on its way. */
  public List<Teacher> checkpoints(TeacherConfig config) {
    List<Teacher> teachers = new ArrayList<>();
    if (config.source() instanceof TeacherSource.Train train) {
      String key = course(config, train).key(data, seed);
      for (int epochs : config.checkpointsAt()) {
        String name = config.checkpointName(epochs);
        TeacherModel model =
            networks.stored(name, TeacherNetworkKey.checkpoint(key, epochs)).orElseThrow();
        // What it knows at other epochs is no part of it: its logits alone are measured.
        teachers.add(
            new Teacher(
                name,
                "%s after %d epochs".formatted(train.architecture().describe(), epochs),
                Optional.of(model),
                networks.softLabels(model),
                EarlyStop.NONE,
                List.of(),
                Optional.empty()));
      }
    }
    return teachers;
  }

  /**
   * Gets the network of a teacher that is trained here once more, each label counting as far as it
   * is believed, with the logits of all rows: trained now or read from the store.
   *
   * @param doubts q of each training row, in [0, 1]
   */
  public Teacher refit(
      String name, TeacherSource.Train source, LambdaTable doubts, TrainingListener listener) {
    Course course = Course.refit(name + REFITTED, source, evaluate, doubts);
    TeacherModel model =
        stored(course).orElseGet(() -> train(course, labelledRows.get(), listener));
    return new Teacher(
        course.name(),
        source.architecture().describe() + ", trained once more on the labels that are believed",
        Optional.of(model),
        new SoftLabels(name, networks.softLabels(model).artefact()),
        source.train().earlyStop(),
        SparkNetworks.metrics(model),
        Optional.empty());
  }

  /**
   * One training gives the network and its checkpoints; where the store lacks checkpoints alone it
   * goes no further than the last of them.
   */
  private TeacherModel trained(TeacherConfig config, Course course, TrainingListener listener) {
    String key = course.key(data, seed);
    List<Integer> missing =
        config.checkpointsAt().stream()
            .filter(e -> networks.stored("", TeacherNetworkKey.checkpoint(key, e)).isEmpty())
            .toList();
    Optional<TeacherModel> found = stored(course);
    if (found.isPresent() && missing.isEmpty()) {
      return found.get();
    }
    long start = System.nanoTime();
    TrainingListener keeper =
        new TrainingListener() {
          @Override
          public void stateReached(TrainingState state) {
            if (missing.contains(state.epoch())) {
              String name = config.checkpointName(state.epoch());
              networks.publish(
                  TeacherNetworkKey.checkpoint(key, state.epoch()),
                  network(name, course, state, EarlyStop.NONE),
                  course.learningRate(),
                  start);
            }
          }
        };
    TrainingListener both = TrainingListener.both(listener, keeper);
    // A network that is missing was not reached yet, or is not in the store any more.
    int before = missing.isEmpty() ? Integer.MAX_VALUE : missing.get(0);
    if (found.isPresent()) {
      train(course, labelledRows.get(), both, missing.get(missing.size() - 1), before);
      return found.get();
    }
    return trainAnew(course, labelledRows.get(), both, before);
  }

  /** Returns the network of a course if an earlier run has left it in the store. */
  Optional<TeacherModel> stored(Course course) {
    return networks.find("teacher " + course.name(), course.name(), course.key(data, seed));
  }

  boolean isStored(Course course) {
    return networks.stored(course.name(), course.key(data, seed)).isPresent();
  }

  /**
   * Trains and stores a network; several threads may do so at once, and one that comes second finds
   * what the first has made.
   */
  TeacherModel train(Course course, SparkTrainingData rows, TrainingListener listener) {
    return networks.exclusively(
        course.key(data, seed),
        () -> stored(course).orElseGet(() -> trainAnew(course, rows, listener, Integer.MAX_VALUE)));
  }

  /** Goes on from a state of an epoch earlier than {@code before} at most. */
  private TeacherModel trainAnew(
      Course course, SparkTrainingData rows, TrainingListener listener, int before) {
    long start = System.nanoTime();
    TrainConfig train = course.source().train();
    TrainingState state = train(course, rows, listener, train.epochs(), before);
    return networks.publish(
        course.key(data, seed),
        network(course.name(), course, state, train.earlyStop()),
        course.learningRate(),
        start);
  }

  private TrainingState train(
      Course course, SparkTrainingData rows, TrainingListener listener, int epochs, int before) {
    StateKeeper keeper = checkpoints.of("teacher " + course.name(), course.key(data, seed), before);
    try (SparkTrainer trainer = new SparkTrainer(spark, plan(course), rows, listener, keeper)) {
      return trainer.train(epochs);
    }
  }

  private TrainedNetwork network(
      String name, Course course, TrainingState state, EarlyStop earlyStop) {
    return new TrainedNetwork(
        name, spec(course.source()), state, earlyStop, SparkStudents.selection(data));
  }

  /** A course is the same for all who ask for the teacher of all rows. */
  private Course course(TeacherConfig config, TeacherSource.Train source) {
    return new Course(config.name(), source, "all", evaluate);
  }

  private NetworkSpec spec(TeacherSource.Train source) {
    return new NetworkSpec(
        source.architecture(),
        data.input(),
        new TargetLayout(data.classes(), 0),
        1,
        source.train().momentum(),
        source.train().weightDecay(),
        DataType.FLOAT);
  }

  private TrainingPlan plan(Course course) {
    TeacherSource.Train source = course.source();
    NetworkSpec spec = spec(source);
    return new TrainingPlan(
        "teacher " + course.name(),
        spec,
        InitialParameters.draw(spec, source.initialisation(), course.weightSeed(seed)),
        source.train(),
        course.rule(),
        course.doubts(),
        Optional.empty(),
        BatchOrders.seeded(course.orderSeed(seed)),
        course.evaluate(),
        SparkStudents.selection(data));
  }

  /** A copy of the zip goes into the store, so that executors read what was checked here. */
  private TeacherModel imported(String name, TeacherSource.Dl4j source) {
    byte[] zip = store.storage().read(source.path());
    ZippedNetwork.load(
        "%s of teacher %s".formatted(source.path(), name), zip, data.input(), data.classes());
    String key = Sha256.of(zip);
    Artefact artefact =
        store
            .find(SparkNetworks.NETWORKS, key)
            .orElseGet(
                () -> {
                  Attempt attempt = store.begin(SparkNetworks.NETWORKS, key);
                  return store.publish(
                      attempt, List.of(attempt.write("model", ".zip", zip, 0)), Map.of());
                });
    return SparkNetworks.model(name, artefact);
  }

  /**
   * Returns what is wrong with the key of a network from elsewhere, the hash of its zip; that of a
   * trained one follows from settings that the store does not know.
   */
  static Optional<Finding> importedKey(Artefact artefact) {
    String key = artefact.manifest().key();
    boolean trained = artefact.manifest().properties().containsKey(SparkNetworks.SECONDS);
    return artefact.manifest().entries().stream()
        .filter(zip -> !trained && !zip.sha256().equals(key))
        .findFirst()
        .map(
            zip ->
                new Finding(
                    artefact.path(zip), "a zip of SHA-256 " + zip.sha256(), "its key " + key));
  }
}
