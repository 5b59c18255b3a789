package org.almkd.model;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.almkd.bench.Samples;
import org.almkd.config.Architecture;
import org.almkd.config.Initialisation;
import org.almkd.data.InputShape;
import org.almkd.loss.TargetLayout;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * A teacher's logits of a batch of 128 images of CIFAR-100's size, with its batch normalisations as
 * passes of their own and folded into convolutions. Both take turns in one JVM and on one thread,
 * and are measured in that thread's CPU time, so that other work on the machine hits both alike:
 * the ratio of the two sums is what counts.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 20, time = 1)
@Fork(1)
public class FoldBenchmark {
  private static final int ROWS = 128;
  private static final int CLASSES = 100;
  private static final Map<String, Architecture> ARCHITECTURES =
      Map.of(
          "wide-resnet-16-1", new Architecture.WideResNet(16, 1),
          "wide-resnet-16-4", new Architecture.WideResNet(16, 4),
          "resnet-8", new Architecture.ResNet(8),
          "resnet-20", new Architecture.ResNet(20));

  /** The teacher. */
  @Param({"wide-resnet-16-1", "wide-resnet-16-4", "resnet-8", "resnet-20"})
  public String teacher;

  private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();
  private ComputationGraph plain;
  private ComputationGraph folded;
  private INDArray images;

  /** Builds both graphs. */
  @Setup(Level.Trial)
  public void prepare() {
    NativeRuntime.prepare(1);
    NetworkSpec spec =
        new NetworkSpec(
            ARCHITECTURES.get(teacher),
            new InputShape.Image(3, 32, 32),
            new TargetLayout(CLASSES, 0),
            4,
            0.9,
            5e-4,
            DataType.FLOAT);
    float[] parameters = InitialParameters.draw(spec, Initialisation.HE, 1);
    plain = new ComputationGraph(Graphs.forExport(spec, 0.1));
    plain.init();
    Matrices.write(parameters, 0, parameters.length, plain.params());
    folded = FoldedNorms.of(plain);
    images = Network.create(spec).inputs(ROWS);
    Matrices.write(Samples.normal(ROWS * spec.inputs(), 1), 0, ROWS * spec.inputs(), images);
  }

  /** CPU time of an iteration. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Cost {
    private long plainNanos;
    private long foldedNanos;

    /** Forgets the iteration before. */
    @Setup(Level.Iteration)
    public void reset() {
      plainNanos = 0;
      foldedNanos = 0;
    }

    /** Returns the time of the graph as it was built, milliseconds. */
    public double plainMillis() {
      return plainNanos / 1e6;
    }

    /** Returns the time of the folded graph for as many batches, milliseconds. */
    public double foldedMillis() {
      return foldedNanos / 1e6;
    }
  }

  /** Runs the batch through both. */
  @Benchmark
  public void both(Cost cost) {
    long start = clock.getCurrentThreadCpuTime();
    plain.outputSingle(false, images);
    long middle = clock.getCurrentThreadCpuTime();
    folded.outputSingle(false, images);
    cost.plainNanos += middle - start;
    cost.foldedNanos += clock.getCurrentThreadCpuTime() - middle;
  }
}
