package org.almkd.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.almkd.config.Architecture;
import org.almkd.config.Initialisation;
import org.almkd.data.Shard;
import org.almkd.loss.TargetLayout;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.InitialParameters;
import org.almkd.model.NativeRuntime;
import org.almkd.model.NetworkSpec;
import org.almkd.model.Replica;
import org.almkd.train.BatchOrders;
import org.almkd.train.SparkRounds;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Two workers on two cores, each with a shard in memory: what the parts on Spark have in common.
 */
final class SparkBench implements AutoCloseable {
  static final int WORKERS = 2;
  static final int ROWS = 4032;
  static final int INPUTS = 14;
  static final int CLASSES = 20;
  static final int HIDDEN = 50;

  /** Rows of a step on each worker. */
  static final int BATCH = 64;

  /** Steps from one averaging to the next. */
  static final int EVERY = 5;

  static final double LEARNING_RATE = 0.01;

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final JavaRDD<Shard> shards;

  /** Starts Spark on a master. */
  SparkBench(String master) {
    session = SparkSession.builder().master(master).appName("almkd bench").getOrCreate();
    spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    NativeRuntime.prepare(1);
    List<Shard> rows =
        IntStream.range(0, WORKERS)
            .mapToObj(s -> Samples.shard(s, ROWS, INPUTS, CLASSES, 0))
            .toList();
    shards = spark.parallelize(rows, WORKERS).persist(StorageLevel.MEMORY_ONLY());
    shards.count();
  }

  JavaSparkContext spark() {
    return spark;
  }

  List<Shard> rows() {
    return shards.collect();
  }

  /** The network 14-hidden-20, trained by labels. */
  static NetworkSpec spec(int hidden) {
    return new NetworkSpec(
        new Architecture.Mlp(List.of(hidden)),
        INPUTS,
        new TargetLayout(CLASSES, 0),
        1,
        0.9,
        5e-4,
        DataType.FLOAT);
  }

  static Replica start(NetworkSpec spec) {
    return Replica.fresh(InitialParameters.draw(spec, Initialisation.TORCH, 1));
  }

  SparkRounds rounds(NetworkSpec spec, int batch) {
    return new SparkRounds(
        spark, shards, spec, new LossRule.Labels(0), BatchOrders.seeded(1), batch, 1);
  }

  Broadcast<LambdaTable> noLambdas() {
    return spark.broadcast(LambdaTable.EMPTY);
  }

  /** Returns the seconds that something takes. */
  static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Returns the seconds of some repetitions after others that do not count. */
  static double[] repeat(int warmUp, int repetitions, Runnable work) {
    for (int i = 0; i < warmUp; i++) {
      work.run();
    }
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < repetitions; i++) {
      seconds.add(seconds(work));
    }
    return seconds.stream().mapToDouble(s -> s).toArray();
  }

  @Override
  public void close() {
    session.close();
  }
}
