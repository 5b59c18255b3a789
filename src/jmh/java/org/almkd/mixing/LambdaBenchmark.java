package org.almkd.mixing;

import java.util.concurrent.TimeUnit;
import org.almkd.bench.Samples;
import org.almkd.config.GradientKind;
import org.almkd.model.Forward;
import org.almkd.model.NativeRuntime;
import org.nd4j.linalg.factory.Nd4j;
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
 * The lambda update of all rows on one core, one teacher, chunks of 384 rows, 1,000 validation
 * rows: in closed form, and with the last-layer gradient of every row stored. Both from the same
 * features and logits to the same lambdas, which the preparation checks.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
public class LambdaBenchmark {
  private static final int VALIDATION = 1000;
  private static final int CHUNK = 384;
  private static final double LEARNING_RATE = 0.01;

  /** Rows x classes x last-layer inputs. */
  @Param({"8100x20x50", "45000x100x64"})
  public String shape;

  private LastLayer rows;
  private LastLayer validation;
  private ChunkPlan plan;
  private LambdaUpdate update;
  private StoredGradients stored;

  /** Draws rows. */
  @Setup(Level.Trial)
  public void prepare() {
    NativeRuntime.prepare(1);
    String[] sizes = shape.split("x", -1);
    int count = Integer.parseInt(sizes[0]);
    int classes = Integer.parseInt(sizes[1]);
    int width = Integer.parseInt(sizes[2]);
    rows = rows(count, classes, width, 1);
    validation = rows(VALIDATION, classes, width, 100);
    plan = new SeededChunkPlans(1, CHUNK, VALIDATION).plan(0, 0, count, VALIDATION);
    update = update(100);
    stored = new StoredGradients(update);
    requireEqual(closedForm(), storedGradients());
  }

  /** As a shard's task of a lambda pass does it. */
  @Benchmark
  @Warmup(iterations = 20)
  @Measurement(iterations = 15)
  public double[] closedForm() {
    double[] lambdas = start();
    update.apply(rows, validation, plan, lambdas);
    return lambdas;
  }

  /** With n x C (H + 1) numbers a loss and chunk. */
  @Benchmark
  @Warmup(iterations = 1)
  @Measurement(iterations = 5)
  public double[] storedGradients() {
    double[] lambdas = start();
    stored.apply(rows, validation, plan, lambdas);
    return lambdas;
  }

  private static LastLayer rows(int count, int classes, int width, long seed) {
    float[] features = Samples.normal(count * width, seed);
    for (int i = 0; i < features.length; i++) {
      features[i] = Math.max(0, features[i]);
    }
    return new LastLayer(
        Nd4j.createFromArray(features).reshape('c', count, width),
        Forward.widen(Samples.normal(count * classes, seed + 1)),
        Samples.labels(count, classes, seed + 2),
        new double[][] {Forward.widen(Samples.normal(count * classes, seed + 3))});
  }

  private static LambdaUpdate update(double lambdaLearningRate) {
    OuterLoss outer = new OuterLoss(4, 1, 0.1, 0, new OuterTarget(new int[] {0}, 0.2));
    LossRule rule = new LossRule.AlmKd(1, GradientKind.PAPER);
    return new LambdaUpdate(rule, outer, LEARNING_RATE, lambdaLearningRate, 1, 0, 1);
  }

  private double[] start() {
    double[] lambdas = new double[rows.rows()];
    java.util.Arrays.fill(lambdas, 0.5);
    return lambdas;
  }

  private static void requireEqual(double[] closed, double[] stored) {
    double moved = 0;
    double apart = 0;
    for (int i = 0; i < closed.length; i++) {
      moved = Math.max(moved, Math.abs(closed[i] - 0.5));
      apart = Math.max(apart, Math.abs(closed[i] - stored[i]));
    }
    if (!(apart <= 1e-3 * moved)) {
      throw new IllegalStateException(
          "cannot compare two ways to the lambdas: they are %s apart where lambdas moved by %s"
              .formatted(apart, moved));
    }
  }
}
