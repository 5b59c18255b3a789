package org.almkd.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.almkd.bench.Samples;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Packing on one core: the rows of 8 blocks, with the logits of one teacher, are dealt out to 4
 * shards, which are put together from their parts.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 20)
@Fork(1)
public class PackingBenchmark {
  private static final int BLOCKS = 8;
  private static final int ROWS = 5625;
  private static final int WIDTH = 64;
  private static final int CLASSES = 100;
  private static final int SHARDS = 4;

  private final List<RowBlock> blocks = new ArrayList<>();
  private final List<float[][]> logits = new ArrayList<>();
  private ShardAssignment assignment;

  /** Draws blocks: 45,000 rows of 64 features and 100 classes. */
  @Setup(Level.Trial)
  public void prepare() {
    for (int b = 0; b < BLOCKS; b++) {
      long first = (long) b * ROWS;
      blocks.add(
          new RowBlock(
              Split.TRAIN,
              b,
              LongStream.range(first, first + ROWS).toArray(),
              Features.of(Samples.normal(ROWS * WIDTH, b), ROWS),
              Samples.labels(ROWS, CLASSES, b),
              new int[0]));
      logits.add(new float[][] {Samples.normal(ROWS * CLASSES, 100 + b)});
    }
    assignment = ShardAssignment.of(LongStream.range(0, (long) BLOCKS * ROWS).toArray(), SHARDS, 1);
  }

  /** Returns the shards. */
  @Benchmark
  public List<Shard> pack() {
    List<List<Shard>> parts = new ArrayList<>();
    for (int s = 0; s < SHARDS; s++) {
      parts.add(new ArrayList<>());
    }
    for (int b = 0; b < BLOCKS; b++) {
      ShardPacking.deal(
              blocks.get(b), TeacherLogits.clean(logits.get(b)), assignment, Optional.empty())
          .forEach(part -> parts.get(part.index()).add(part));
    }
    List<Shard> shards = new ArrayList<>();
    for (int s = 0; s < SHARDS; s++) {
      shards.add(ShardPacking.join(s, parts.get(s), 1));
    }
    return shards;
  }
}
