package org.almkd.model;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.almkd.bench.Samples;
import org.almkd.config.Architecture;
import org.almkd.config.Initialisation;
import org.almkd.data.Features;
import org.almkd.loss.TargetLayout;
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
 * The logits of a teacher for all rows on one core, as a task of the soft-label pass computes them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 20)
@Fork(1)
public class SoftLabelBenchmark {
  /** Rows, then the teacher's layers: the quickstart's, and one of the size of Fashion-MNIST. */
  @Param({"10000x14-80-20", "10000x784-300-10"})
  public String shape;

  private ZippedNetwork teacher;
  private float[] features;
  private int rows;

  /** Builds teacher and rows. */
  @Setup(Level.Trial)
  public void prepare() {
    NativeRuntime.prepare(1);
    String[] parts = shape.split("[x-]", -1);
    rows = Integer.parseInt(parts[0]);
    int inputs = Integer.parseInt(parts[1]);
    int classes = Integer.parseInt(parts[3]);
    NetworkSpec spec =
        new NetworkSpec(
            new Architecture.Mlp(List.of(Integer.parseInt(parts[2]))),
            inputs,
            new TargetLayout(classes, 0),
            1,
            0.9,
            5e-4,
            DataType.FLOAT);
    byte[] zip =
        NetworkExport.zip(
            spec, InitialParameters.draw(spec, Initialisation.TORCH, 1), 0.01, Optional.empty());
    teacher =
        ZippedNetwork.load("teacher", zip, new org.almkd.data.InputShape.Flat(inputs), classes);
    features = Samples.normal(rows * inputs, 1);
  }

  /** Returns the logits. */
  @Benchmark
  public float[] logits() {
    return teacher.logits(Features.of(features, rows));
  }
}
