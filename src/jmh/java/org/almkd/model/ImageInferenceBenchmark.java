package org.almkd.model;

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

/** The logits of 128 images, as an evaluation of the network that is trained computes them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 4, time = 2)
@Fork(1)
public class ImageInferenceBenchmark {
  /** The student. */
  @Param({"resnet-8", "wide-resnet-16-1", "wide-resnet-16-3"})
  public String network;

  private Network student;
  private float[] images_ND;

  /** Builds network and rows. */
  @Setup(Level.Trial)
  public void prepare() {
    NativeRuntime.prepare(1);
    NetworkSpec spec = ImageNetworks.spec(network, 0);
    student = Network.create(spec);
    student.loadParameters(InitialParameters.draw(spec, Initialisation.HE, 1));
    images_ND = Samples.normal(ImageNetworks.BATCH * spec.inputs(), 1);
  }

  /** Returns the logits. */
  @Benchmark
  public float[] logits() {
    return Forward.logits(student, images_ND, ImageNetworks.BATCH);
  }
}
