package org.almkd.train;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.almkd.bench.Samples;
import org.almkd.config.Architecture;
import org.almkd.config.GradientKind;
import org.almkd.config.Initialisation;
import org.almkd.data.Shard;
import org.almkd.loss.TargetLayout;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.InitialParameters;
import org.almkd.model.NativeRuntime;
import org.almkd.model.Network;
import org.almkd.model.NetworkSpec;
import org.almkd.model.Replica;
import org.nd4j.linalg.api.buffer.DataType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One step of the inner loop: rows and weights copied into a batch, forward, mixed loss, backward,
 * update. The network is the quickstart's student, 14-50-20.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StepBenchmark {
  private static final int ROWS = 8064;
  private static final double LEARNING_RATE = 0.01;

  /** Rows of a step; the quickstart's is 128, over all its workers. */
  @Param({"20", "64", "128"})
  public int batch;

  /** Labels alone, or label and one teacher with a lambda a row. */
  @Param({"labels", "mixed"})
  public String loss;

  private InnerLoop loop;
  private int[] order;
  private int next;

  /** Builds network and rows. */
  @Setup(Level.Trial)
  public void prepare() {
    NativeRuntime.prepare(1);
    boolean mixed = loss.equals("mixed");
    int teachers = mixed ? 1 : 0;
    NetworkSpec spec =
        new NetworkSpec(
            new Architecture.Mlp(List.of(50)),
            14,
            new TargetLayout(20, teachers),
            4,
            0.9,
            5e-4,
            DataType.FLOAT);
    Network network = Network.create(spec);
    network.load(Replica.fresh(InitialParameters.draw(spec, Initialisation.TORCH, 1)));
    Shard shard = Samples.shard(0, ROWS, 14, 20, teachers);
    LossRule rule =
        mixed ? new LossRule.AlmKd(1, GradientKind.PAPER) : new LossRule.Labels(teachers);
    loop =
        new InnerLoop(
            network,
            new ShardRows(
                shard,
                rule,
                LambdaTable.constant(ROWS, rule.columns(), 0.9),
                spec.layout(),
                0,
                batch),
            batch);
    order = BatchOrders.seeded(1).order(0, 0, ROWS);
  }

  /** Takes the next step of an epoch that never ends. */
  @Benchmark
  public InnerLoop.Progress step() {
    if (next == ROWS / batch) {
      next = 0;
    }
    int from = next++;
    return loop.run(order, from, from + 1, LEARNING_RATE);
  }
}
