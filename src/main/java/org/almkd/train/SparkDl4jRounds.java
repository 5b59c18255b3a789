package org.almkd.train;

import java.util.Iterator;
import java.util.stream.IntStream;
import org.almkd.data.Shard;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.MasterGraph;
import org.almkd.model.NativeRuntime;
import org.almkd.model.NetworkSpec;
import org.almkd.model.Replica;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Rounds run by dl4j-spark's own {@link ParameterAveragingTrainingMaster}, for those who trust it
 * and as a comparison: the same loss, updater, shards and batches as {@link SparkRounds}, handed to
 * it one round at a time, so that it has nothing to split or to repartition.
 *
 * <p>What differs: workers are averaged unweighted, whatever number of rows they saw, in single
 * precision and in the order in which they finish, so that with three workers and more the last
 * bits may differ from run to run; and the loss reported counts rows twice whose task was retried.
 */
public final class SparkDl4jRounds implements SparkAveraging {
  private final JavaSparkContext spark;
  private final JavaRDD<Shard> shards;
  private final TrainingPlan plan;
  private final int threads;
  private final LongAccumulator rows;
  private final DoubleAccumulator lossSum;

  /**
   * Prepares rounds.
   *
   * @param spark the context
   * @param shards one shard a worker
   * @param plan the network, its losses and batches
   * @param threads native threads of a replica
   */
  SparkDl4jRounds(JavaSparkContext spark, JavaRDD<Shard> shards, TrainingPlan plan, int threads) {
    this.spark = spark;
    this.shards = shards;
    this.plan = plan;
    this.threads = threads;
    this.rows = spark.sc().longAccumulator();
    this.lossSum = spark.sc().doubleAccumulator();
  }

  @Override
  public SparkRounds.Result run(
      Replica start, Broadcast<LambdaTable> lambdas, SparkRounds.Steps steps) {
    Broadcast<Replica> replica = spark.broadcast(start);
    rows.reset();
    lossSum.reset();
    try {
      MasterGraph average = MasterGraph.create(plan.spec());
      average.load(start, steps.learningRate());
      WorkerConfiguration worker =
          new WorkerConfiguration(true, batchSize(), batchSize(), count(steps), 0, false);
      Master master =
          new Master(
              builder(steps),
              new Worker(worker, replica, plan.spec(), steps.learningRate(), rows, lossSum));
      new SparkComputationGraph(spark, average.graph(), master)
          .fitMultiDataSet(shards.flatMap(new Batches(plan, lambdas, steps, threads)));
      // DL4J does not tell its workers' time: all of it counts for the rounds.
      return new SparkRounds.Result(
          average.replica(), rows.value(), lossSum.value(), SparkRounds.Seconds.UNKNOWN);
    } finally {
      replica.destroy();
    }
  }

  /** Nothing is persisted, since the master never lets go of what it has persisted. */
  private ParameterAveragingTrainingMaster.Builder builder(SparkRounds.Steps steps) {
    return new ParameterAveragingTrainingMaster.Builder(shards.getNumPartitions(), batchSize())
        .batchSizePerWorker(batchSize())
        .averagingFrequency(count(steps))
        .repartionData(Repartition.Never)
        .rddTrainingApproach(RDDTrainingApproach.Direct)
        .storageLevel(null)
        .rngSeed(0);
  }

  private int batchSize() {
    return plan.train().batchSizePerWorker();
  }

  private static int count(SparkRounds.Steps steps) {
    return steps.toBatch() - steps.fromBatch();
  }

  /** DL4J's master with a worker that starts from a broadcast that can be destroyed. */
  private static final class Master extends ParameterAveragingTrainingMaster {
    private final transient Worker worker;

    Master(Builder builder, Worker worker) {
      super(builder);
      this.worker = worker;
    }

    @Override
    public ParameterAveragingTrainingWorker getWorkerInstance(SparkComputationGraph graph) {
      return worker;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a master is no value: DL4J's equals compares settings
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** Executor side: DL4J's worker, whose replica has a loss of its own. */
  private static final class Worker extends ParameterAveragingTrainingWorker {
    private static final long serialVersionUID = 1L;

    private final Broadcast<Replica> start;
    private final NetworkSpec spec;
    private final double learningRate;
    private final LongAccumulator rows;
    private final DoubleAccumulator lossSum;

    Worker(
        WorkerConfiguration configuration,
        Broadcast<Replica> start,
        NetworkSpec spec,
        double learningRate,
        LongAccumulator rows,
        DoubleAccumulator lossSum) {
      super(null, true, configuration, null, null, null);
      this.start = start;
      this.spec = spec;
      this.learningRate = learningRate;
      this.rows = rows;
      this.lossSum = lossSum;
    }

    @Override
    public ComputationGraph getInitialModelGraph() {
      MasterGraph replica = MasterGraph.create(spec);
      replica.load(start.value(), learningRate);
      replica.listen(
          (seen, loss) -> {
            rows.add(seen);
            lossSum.add(loss);
          });
      return replica.graph();
    }
  }

  /** Executor side: the round's batches of one shard, made as they are asked for. */
  private static final class Batches
      implements FlatMapFunction<Shard, org.nd4j.linalg.dataset.api.MultiDataSet> {
    private final NetworkSpec spec;
    private final LossRule rule;
    private final BatchOrders orders;
    private final int batchSize;
    private final Broadcast<LambdaTable> lambdas;
    private final SparkRounds.Steps steps;
    private final int threads;

    Batches(
        TrainingPlan plan, Broadcast<LambdaTable> lambdas, SparkRounds.Steps steps, int threads) {
      this.spec = plan.spec();
      this.rule = plan.rule();
      this.orders = plan.orders();
      this.batchSize = plan.train().batchSizePerWorker();
      this.lambdas = lambdas;
      this.steps = steps;
      this.threads = threads;
    }

    @Override
    public Iterator<org.nd4j.linalg.dataset.api.MultiDataSet> call(Shard shard) {
      NativeRuntime.prepare(threads);
      ShardRows rows =
          new ShardRows(shard, rule, lambdas.value(), spec.layout(), steps.epoch(), batchSize);
      int[] order = orders.order(steps.epoch(), shard.index(), shard.rows());
      int end = Math.min(steps.toBatch(), InnerLoop.batches(order.length, batchSize));
      return IntStream.range(steps.fromBatch(), end)
          .mapToObj(b -> batch(rows, order, b * batchSize))
          .iterator();
    }

    private org.nd4j.linalg.dataset.api.MultiDataSet batch(ShardRows rows, int[] order, int first) {
      int size = Math.min(batchSize, order.length - first);
      INDArray features_BD = matrix(size, spec.inputs());
      INDArray targets_BL = matrix(size, spec.layout().width());
      rows.copy(order, first, features_BD, targets_BL);
      return new MultiDataSet(features_BD, targets_BL);
    }

    private INDArray matrix(int rows, int columns) {
      return Nd4j.create(spec.precision(), new long[] {rows, columns}, 'c');
    }
  }
}
