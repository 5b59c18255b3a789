package org.almkd.train;

import java.util.concurrent.TimeUnit;
import org.almkd.bench.ImageNetworks;
import org.almkd.bench.Samples;
import org.almkd.config.GradientKind;
import org.almkd.config.Initialisation;
import org.almkd.data.Shard;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.InitialParameters;
import org.almkd.model.NativeRuntime;
import org.almkd.model.Network;
import org.almkd.model.NetworkSpec;
import org.almkd.model.Replica;
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
 * One step of the inner loop on 128 images with the mixed loss of one teacher: rows and weights
 * copied into a batch, forward, loss, backward, update.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 4, time = 4)
@Fork(1)
public class ImageStepBenchmark {
  private static final int ROWS = 8 * ImageNetworks.BATCH;
  private static final double LEARNING_RATE = 0.01;

  /** The student. */
  @Param({"resnet-8", "wide-resnet-16-1", "wide-resnet-16-3"})
  public String network;

  private InnerLoop loop;
  private int[] order;
  private int next;

  /** Builds network and rows. */
  @Setup(Level.Trial)
  public void prepare() {
    NativeRuntime.prepare(1);
    NetworkSpec spec = ImageNetworks.spec(network, 1);
    Network student = Network.create(spec);
    student.load(Replica.fresh(InitialParameters.draw(spec, Initialisation.HE, 1)));
    Shard shard = Samples.images(0, ROWS, ImageNetworks.IMAGE, ImageNetworks.CLASSES, 1);
    LossRule rule = new LossRule.AlmKd(1, GradientKind.PAPER);
    LambdaTable lambdas = LambdaTable.constant(ROWS, rule.columns(), 0.9);
    int batch = ImageNetworks.BATCH;
    loop =
        new InnerLoop(student, new ShardRows(shard, rule, lambdas, spec.layout(), 0, batch), batch);
    order = BatchOrders.seeded(1).order(0, 0, ROWS);
  }

  /** Takes the next step of an epoch that never ends. */
  @Benchmark
  public InnerLoop.Progress step() {
    if (next == ROWS / ImageNetworks.BATCH) {
      next = 0;
    }
    int from = next++;
    return loop.run(order, from, from + 1, LEARNING_RATE);
  }
}
