package org.almkd.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.almkd.config.ClusterConfig;
import org.almkd.config.RunConfig;
import org.almkd.config.RunConfigReader;
import org.almkd.config.ShardPlacement;
import org.almkd.config.TeacherConfig;
import org.almkd.data.PreparedData;
import org.almkd.data.SparkDataStage;
import org.almkd.method.SparkTeachers;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Storage;
import org.almkd.teacher.SoftLabels;
import org.almkd.teacher.TeacherModel;
import org.almkd.train.Checkpoints;
import org.almkd.train.SparkPackings;
import org.almkd.train.SparkShards;
import org.almkd.train.SparkTrainingData;
import org.almkd.train.TrainingListener;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * {@link SparkSoak} on four executors that are processes of their own, with heaps of 1 GiB, and
 * with shards in mapped files: none of the processes may grow from round 200 to round 1,000. Their
 * heaps are resident from the start: what grows is memory outside the heap, not the share of it
 * that the collector has taken so far.
 */
final class SparkExecutorSoak {
  private static final int EXECUTORS = 4;
  private static final int VALIDATION_ROWS = 1000;

  /** Cores, then MiB of each worker: its executor takes what it has. */
  private static final String MASTER = "local-cluster[%d,1,1024]".formatted(EXECUTORS);

  private SparkExecutorSoak() {}

  static List<Measurement> run() {
    try (SparkSession session = SparkSession.builder().config(conf()).getOrCreate()) {
      Path store = Files.createTempDirectory("almkd-soak-store");
      try {
        return run(session, store);
      } finally {
        FileUtils.deleteDirectory(store.toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make or delete a store for the soak", e);
    }
  }

  /** What job/bench.sh gives to executors of flags is what conf/spark gives them. */
  private static SparkConf conf() {
    SparkConf conf = new SparkConf();
    return conf.setMaster(MASTER)
        .setAppName("almkd bench")
        .set("spark.executor.memory", "1g")
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .set(
            "spark.executor.extraJavaOptions",
            conf.get("spark.executor.extraJavaOptions")
                + " -Xms1g -Dorg.bytedeco.javacpp.maxphysicalbytes=0 -Dorg.eclipse.deeplearning4j.helpers.disable=false")
        .setExecutorEnv("OMP_NUM_THREADS", "1")
        .setExecutorEnv("MALLOC_ARENA_MAX", "2");
  }

  private static List<Measurement> run(SparkSession session, Path folder) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    ArtefactStore store = new ArtefactStore(new Storage(new Configuration()), folder.toString());
    RunConfig config =
        RunConfigReader.read(
            "soak",
            """
            data { source = synthetic, classes = 20
              synthetic { validation-rows = 400, test-rows = 400 } }
            teachers = [{ name = big, epochs = 2 }]
            cluster.shards = mapped
            """,
            List.of("data.synthetic.train-rows=" + EXECUTORS * SparkSoak.ROWS));
    PreparedData data = new SparkDataStage(session, store).prepare(config.data());
    ClusterConfig cluster = new ClusterConfig(1, ShardPlacement.MAPPED);
    SparkShards shards = new SparkShards(spark, data, EXECUTORS, 1, 15, cluster);
    try (SparkPackings packings = new SparkPackings(shards, VALIDATION_ROWS)) {
      SoftLabels logits = logits(session, store, config, data, packings);
      SparkTrainingData rows = packings.of(List.of(logits));
      List<Map<String, Footprint>> found =
          SparkSoak.train(spark, SparkSoak.plan(EXECUTORS), rows, () -> footprints(spark));
      List<Measurement> all = new ArrayList<>();
      found
          .get(0)
          .forEach(
              (process, before) ->
                  all.addAll(
                      SparkSoak.compare("soak-" + process, before, found.get(1).get(process))));
      return all;
    }
  }

  private static SoftLabels logits(
      SparkSession session,
      ArtefactStore store,
      RunConfig config,
      PreparedData data,
      SparkPackings packings) {
    SparkTeachers teachers =
        new SparkTeachers(
            session,
            store,
            data,
            config.evaluate(),
            config.cluster(),
            1,
            () -> packings.of(List.of()),
            Checkpoints.NONE);
    TeacherConfig teacher = config.teachers().get(0);
    Optional<TeacherModel> network = teachers.network(teacher, new TrainingListener() {});
    return teachers.teach(teacher, network).softLabels();
  }

  /**
   * Asks until all have answered: each executor takes one task at a time. The driver comes first,
   * since Spark takes a broadcast from the executors once the driver's handle of it is collected.
   */
  private static Map<String, Footprint> footprints(JavaSparkContext spark) {
    Map<String, Footprint> found = new TreeMap<>();
    found.put("driver", Footprint.afterCollection());
    while (found.size() < EXECUTORS + 1) {
      spark
          .parallelize(IntStream.range(0, EXECUTORS).boxed().toList(), EXECUTORS)
          .map(new Measure())
          .collect()
          .forEach(pair -> found.put(pair._1(), pair._2()));
    }
    return found;
  }

  /** Executor side: what its process holds. */
  private static final class Measure implements Function<Integer, Tuple2<String, Footprint>> {
    @Override
    public Tuple2<String, Footprint> call(Integer task) {
      return new Tuple2<>("executor-" + SparkEnv.get().executorId(), Footprint.afterCollection());
    }
  }
}
