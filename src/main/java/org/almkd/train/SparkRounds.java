package org.almkd.train;

import java.io.Serializable;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.almkd.data.Shard;
import org.almkd.data.SparkShardJob;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.Network;
import org.almkd.model.NetworkPool;
import org.almkd.model.NetworkSpec;
import org.almkd.model.Replica;
import org.almkd.model.SharedNetworks;
import org.almkd.model.ZippedNetwork;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Rounds of parameter averaging: the replica is broadcast, every worker takes some steps on its own
 * shard, the replicas are averaged. Tasks are pure functions of (broadcasts, shard), hence may be
 * retried or run twice.
 */
public final class SparkRounds implements SparkAveraging {
  private final JavaSparkContext spark;
  private final JavaRDD<Shard> shards;
  private final NetworkSpec spec;
  private final LossRule rule;
  private final BatchOrders orders;
  private final int batchSize;
  private final int threads;
  private final SharedNetworks teachers;

  /**
   * Prepares rounds without teachers that are run.
   *
   * @param spark the context
   * @param shards one shard a worker
   * @param spec the network
   * @param rule weights of the losses
   * @param orders batch orders
   * @param batchSize rows of a step on each worker
   * @param threads native threads of a replica
   */
  public SparkRounds(
      JavaSparkContext spark,
      JavaRDD<Shard> shards,
      NetworkSpec spec,
      LossRule rule,
      BatchOrders orders,
      int batchSize,
      int threads) {
    this(spark, shards, spec, rule, orders, batchSize, threads, SharedNetworks.NONE);
  }

  /**
   * Prepares rounds.
   *
   * @param spark the context
   * @param shards one shard a worker
   * @param spec the network
   * @param rule weights of the losses
   * @param orders batch orders
   * @param batchSize rows of a step on each worker
   * @param threads native threads of a replica
   * @param teachers run on each batch; none where the logits of the shards teach
   */
  public SparkRounds(
      JavaSparkContext spark,
      JavaRDD<Shard> shards,
      NetworkSpec spec,
      LossRule rule,
      BatchOrders orders,
      int batchSize,
      int threads,
      SharedNetworks teachers) {
    this.spark = spark;
    this.shards = shards;
    this.spec = spec;
    this.rule = rule;
    this.orders = orders;
    this.batchSize = batchSize;
    this.threads = threads;
    this.teachers = teachers;
  }

  /**
   * Which steps a round takes.
   *
   * @param epoch epoch, from 0
   * @param fromBatch first batch of the epoch on every worker
   * @param toBatch batch after the last
   * @param learningRate eta of the epoch
   */
  public record Steps(int epoch, int fromBatch, int toBatch, double learningRate)
      implements Serializable {}

  /**
   * What a round did.
   *
   * @param replica the average
   * @param rows rows seen by all workers
   * @param lossSum sum of their losses
   * @param seconds where its time went
   */
  public record Result(Replica replica, long rows, double lossSum, Seconds seconds) {}

  /**
   * Where the time of a round went; what is missing to the whole is Spark's: tasks and results on
   * their way.
   *
   * @param steps seconds that the slowest worker spent on its steps
   * @param broadcast seconds until the replica was broadcast, and until that worker had read it
   * @param average seconds of the average
   */
  public record Seconds(double steps, double broadcast, double average) {
    /** Nothing is known. */
    static final Seconds UNKNOWN = new Seconds(0, 0, 0);

    double sum() {
      return steps + broadcast + average;
    }
  }

  @Override
  public Result run(Replica start, Broadcast<LambdaTable> lambdas, Steps steps) {
    long started = System.nanoTime();
    Broadcast<Replica> replica = spark.broadcast(start);
    double sent = secondsSince(started);
    try {
      List<WorkerResult> results =
          SparkShardJob.collect(
              shards,
              new Worker(
                  replica, lambdas, steps, spec, rule, orders, batchSize, threads, teachers));
      long collected = System.nanoTime();
      Replica average =
          RoundAverage.of(
              results.stream()
                  .map(r -> new RoundAverage.Weighted(r.replica(), r.progress().rows()))
                  .toList());
      double averaged = secondsSince(collected);
      WorkerResult slowest =
          Collections.max(results, Comparator.comparingDouble(WorkerResult::seconds));
      return new Result(
          average,
          results.stream().mapToLong(r -> r.progress().rows()).sum(),
          results.stream().mapToDouble(r -> r.progress().lossSum()).reduce(0, Double::sum),
          new Seconds(slowest.stepSeconds(), sent + slowest.readSeconds(), averaged));
    } finally {
      replica.destroy();
    }
  }

  private static double secondsSince(long started) {
    return (System.nanoTime() - started) / 1e9;
  }

  private record WorkerResult(
      Replica replica, InnerLoop.Progress progress, double readSeconds, double stepSeconds)
      implements Serializable {
    double seconds() {
      return readSeconds + stepSeconds;
    }
  }

  /** Executor side: the steps of one worker. */
  private static final class Worker implements Function<Shard, WorkerResult> {
    private final Broadcast<Replica> start;
    private final Broadcast<LambdaTable> lambdas;
    private final Steps steps;
    private final NetworkSpec spec;
    private final LossRule rule;
    private final BatchOrders orders;
    private final int batchSize;
    private final int threads;
    private final SharedNetworks teachers;

    Worker(
        Broadcast<Replica> start,
        Broadcast<LambdaTable> lambdas,
        Steps steps,
        NetworkSpec spec,
        LossRule rule,
        BatchOrders orders,
        int batchSize,
        int threads,
        SharedNetworks teachers) {
      this.start = start;
      this.lambdas = lambdas;
      this.steps = steps;
      this.spec = spec;
      this.rule = rule;
      this.orders = orders;
      this.batchSize = batchSize;
      this.threads = threads;
      this.teachers = teachers;
    }

    @Override
    public WorkerResult call(Shard shard) {
      long started = System.nanoTime();
      if (steps.fromBatch() >= InnerLoop.batches(shard.rows(), batchSize)) {
        return new WorkerResult(
            new Replica(new float[0], new float[0]), new InnerLoop.Progress(0, 0), 0, 0);
      }
      Replica replica = start.value();
      LambdaTable table = lambdas.value();
      long read = System.nanoTime();
      return NetworkPool.with(
          spec,
          threads,
          network -> {
            network.load(replica);
            InnerLoop.Progress progress =
                teachers.with(live -> train(network, rows(shard, table, live), shard));
            return new WorkerResult(
                network.snapshot(), progress, (read - started) / 1e9, secondsSince(read));
          });
    }

    private ShardRows rows(Shard shard, LambdaTable table, List<ZippedNetwork> live) {
      return new ShardRows(shard, rule, table, spec.layout(), steps.epoch(), batchSize, live);
    }

    private InnerLoop.Progress train(Network network, ShardRows rows, Shard shard) {
      int[] order = orders.order(steps.epoch(), shard.index(), shard.rows());
      return new InnerLoop(network, rows, batchSize)
          .run(order, steps.fromBatch(), steps.toBatch(), steps.learningRate());
    }
  }
}
