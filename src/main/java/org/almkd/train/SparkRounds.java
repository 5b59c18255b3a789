package org.almkd.train;

import java.io.Serializable;
import java.util.List;
import org.almkd.data.Shard;
import org.almkd.data.SparkShardJob;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.NetworkPool;
import org.almkd.model.NetworkSpec;
import org.almkd.model.Replica;
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
   */
  public SparkRounds(
      JavaSparkContext spark,
      JavaRDD<Shard> shards,
      NetworkSpec spec,
      LossRule rule,
      BatchOrders orders,
      int batchSize,
      int threads) {
    this.spark = spark;
    this.shards = shards;
    this.spec = spec;
    this.rule = rule;
    this.orders = orders;
    this.batchSize = batchSize;
    this.threads = threads;
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
   * @param stepSeconds seconds that the slowest worker spent on its steps
   */
  public record Result(Replica replica, long rows, double lossSum, double stepSeconds) {}

  @Override
  public Result run(Replica start, Broadcast<LambdaTable> lambdas, Steps steps) {
    Broadcast<Replica> replica = spark.broadcast(start);
    try {
      List<WorkerResult> results =
          SparkShardJob.collect(
              shards, new Worker(replica, lambdas, steps, spec, rule, orders, batchSize, threads));
      return new Result(
          RoundAverage.of(
              results.stream()
                  .map(r -> new RoundAverage.Weighted(r.replica(), r.progress().rows()))
                  .toList()),
          results.stream().mapToLong(r -> r.progress().rows()).sum(),
          results.stream().mapToDouble(r -> r.progress().lossSum()).reduce(0, Double::sum),
          results.stream().mapToDouble(WorkerResult::seconds).max().orElse(0));
    } finally {
      replica.destroy();
    }
  }

  private record WorkerResult(Replica replica, InnerLoop.Progress progress, double seconds)
      implements Serializable {}

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

    Worker(
        Broadcast<Replica> start,
        Broadcast<LambdaTable> lambdas,
        Steps steps,
        NetworkSpec spec,
        LossRule rule,
        BatchOrders orders,
        int batchSize,
        int threads) {
      this.start = start;
      this.lambdas = lambdas;
      this.steps = steps;
      this.spec = spec;
      this.rule = rule;
      this.orders = orders;
      this.batchSize = batchSize;
      this.threads = threads;
    }

    @Override
    public WorkerResult call(Shard shard) {
      long started = System.nanoTime();
      if (steps.fromBatch() >= InnerLoop.batches(shard.rows(), batchSize)) {
        return new WorkerResult(
            new Replica(new float[0], new float[0]), new InnerLoop.Progress(0, 0), 0);
      }
      return NetworkPool.with(
          spec,
          threads,
          network -> {
            network.load(start.value());
            ShardRows rows =
                new ShardRows(
                    shard, rule, lambdas.value(), spec.layout(), steps.epoch(), batchSize);
            int[] order = orders.order(steps.epoch(), shard.index(), shard.rows());
            InnerLoop.Progress progress =
                new InnerLoop(network, rows, batchSize)
                    .run(order, steps.fromBatch(), steps.toBatch(), steps.learningRate());
            double seconds = (System.nanoTime() - started) / 1e9;
            return new WorkerResult(network.snapshot(), progress, seconds);
          });
    }
  }
}
