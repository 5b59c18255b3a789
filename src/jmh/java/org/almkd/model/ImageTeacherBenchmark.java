package org.almkd.model;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.almkd.bench.ImageNetworks;
import org.almkd.bench.Samples;
import org.almkd.config.Initialisation;
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
 * The logits of a teacher for {@value #ROWS} images on one core, as a task of the soft-label pass
 * computes them: with the network as it is read from its zip.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 4, time = 3)
@Fork(1)
public class ImageTeacherBenchmark {
  /** Images of a pass. */
  public static final int ROWS = 512;

  /** The teacher. */
  @Param({"wide-resnet-16-1", "wide-resnet-16-3"})
  public String network;

  private ZippedNetwork teacher;
  private float[] images_ND;

  /** Builds teacher and rows. */
  @Setup(Level.Trial)
  public void prepare() {
    NativeRuntime.prepare(1);
    NetworkSpec spec = ImageNetworks.spec(network, 0);
    byte[] zip =
        NetworkExport.zip(
            spec, InitialParameters.draw(spec, Initialisation.HE, 1), 0.01, Optional.empty());
    teacher = ZippedNetwork.load("teacher", zip, spec.input(), ImageNetworks.CLASSES);
    images_ND = Samples.normal(ROWS * spec.inputs(), 1);
  }

  /** Returns the logits. */
  @Benchmark
  public float[] logits() {
    return teacher.logits(images_ND, ROWS);
  }
}
