package org.almkd.data;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.almkd.bench.ImageNetworks;
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
 * What a step on 128 pictures spends before the network: stored bytes become changed, normalised
 * numbers. It is the most that a thread which prepares the next batch beside the step could save.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 4, time = 2)
@Fork(1)
public class ImageBatchBenchmark {
  /** Side of the pictures, and what becomes of them. */
  @Param({"32-plain", "32-pad-flip", "224-crop-flip"})
  public String pictures;

  private Pixels rows;
  private float[] numbers;
  private int view;

  /** Draws a batch. */
  @Setup(Level.Trial)
  public void prepare() {
    int side = Integer.parseInt(pictures.substring(0, pictures.indexOf('-')));
    InputShape.Image image = new InputShape.Image(3, side, side);
    byte[] values = new byte[ImageNetworks.BATCH * image.size()];
    new Random(1).nextBytes(values);
    rows = new Pixels(values, PixelInput.scaled(image, 255).changedBy(changes()));
    numbers = new float[values.length];
  }

  private Augmentation changes() {
    return switch (pictures) {
      case "32-pad-flip" -> new Augmentation(4, true, 1, 1, 0);
      case "224-crop-flip" -> new Augmentation(0, true, 0.08, 1, 0);
      default -> Augmentation.NONE;
    };
  }

  /** Writes the next view of each picture. */
  @Benchmark
  public float[] write() {
    view++;
    for (int i = 0; i < rows.rows(); i++) {
      rows.writeView(i, i, view, numbers, i * rows.width());
    }
    return numbers;
  }
}
