package org.almkd.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.almkd.config.Architecture;
import org.almkd.config.GradientKind;
import org.almkd.data.Features;
import org.almkd.data.Shard;
import org.almkd.loss.TargetLayout;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.Matrices;
import org.almkd.model.NativeRuntime;
import org.almkd.model.Network;
import org.almkd.model.NetworkSpec;
import org.almkd.model.Replica;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class InnerLoopTest {
  private static final int ROWS = 11;
  private static final int INPUTS = 3;
  private static final int CLASSES = 4;
  private static final int BATCH = 4;
  private static final TargetLayout LAYOUT = new TargetLayout(CLASSES, 1);
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          new Architecture.Mlp(List.of(5)), INPUTS, LAYOUT, 4, 0.9, 5e-4, DataType.FLOAT);
  private static final int[] ORDER = {3, 9, 0, 7, 1, 10, 5, 2, 8, 4, 6};

  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
  }

  @Test
  void aShortLastBatchCounts() {
    assertThat(InnerLoop.batches(11, 4)).isEqualTo(3);
    assertThat(InnerLoop.batches(12, 4)).isEqualTo(3);
    assertThat(InnerLoop.batches(13, 4)).isEqualTo(4);
    assertThat(InnerLoop.batches(3, 4)).isEqualTo(1);
    assertThat(InnerLoop.batches(0, 4)).isZero();
  }

  @Test
  void seesTheRowsOfTheOrderInBatches() {
    List<List<Integer>> seen = new ArrayList<>();
    TrainingRows rows =
        new TrainingRows() {
          @Override
          public int count() {
            return ROWS;
          }

          @Override
          public void copy(int[] order, int from, INDArray features, INDArray targets) {
            int size = (int) features.size(0);
            assertThat(targets.shape()).containsExactly(size, LAYOUT.width());
            seen.add(IntStream.range(from, from + size).mapToObj(i -> order[i]).toList());
          }
        };
    InnerLoop.Progress progress = new InnerLoop(fresh(), rows, BATCH).run(ORDER, 0, 3, 0.1);
    assertThat(seen).containsExactly(List.of(3, 9, 0, 7), List.of(1, 10, 5, 2), List.of(8, 4, 6));
    assertThat(progress.rows()).isEqualTo(11);
  }

  @Test
  void anEpochInPiecesEqualsTheWholeToTheBit() {
    Network whole = fresh();
    InnerLoop.Progress all = loop(whole).run(ORDER, 0, 3, 0.1);
    Network pieces = fresh();
    InnerLoop.Progress first = loop(pieces).run(ORDER, 0, 2, 0.1);
    // Another worker goes on from what was sent to it.
    Network other = fresh();
    other.load(pieces.snapshot());
    InnerLoop.Progress second = loop(other).run(ORDER, 2, 3, 0.1);
    assertThat(other.snapshot().parameters()).isEqualTo(whole.snapshot().parameters());
    assertThat(other.snapshot().optimizerState()).isEqualTo(whole.snapshot().optimizerState());
    assertThat(first.rows() + second.rows()).isEqualTo(all.rows()).isEqualTo(11);
    assertThat(first.lossSum() + second.lossSum()).isEqualTo(all.lossSum(), within(1e-12));
    assertThat(whole.snapshot().parameters()).isNotEqualTo(fresh().snapshot().parameters());
  }

  @Test
  void batchesBeyondTheEndDoNotExist() {
    Network network = fresh();
    assertThat(loop(network).run(ORDER, 2, 99, 0.1).rows()).isEqualTo(3);
    Replica before = network.snapshot();
    assertThat(loop(network).run(ORDER, 3, 99, 0.1)).isEqualTo(new InnerLoop.Progress(0, 0));
    assertThat(network.snapshot().parameters()).isEqualTo(before.parameters());
  }

  @Test
  void aShortBatchTakesTheMeanOverItsOwnRows() {
    // One row alone and the same row twice give the same mean gradient.
    Network once = fresh();
    loop(once).run(new int[] {2}, 0, 1, 0.1);
    Network twice = fresh();
    loop(twice).run(new int[] {2, 2}, 0, 1, 0.1);
    assertThat(once.snapshot().parameters())
        .containsExactly(twice.snapshot().parameters(), within(1e-6f));
  }

  @Test
  void rowsCarryTheWeightsOfTheirRanks() {
    ShardRows rows = rows();
    INDArray features = fresh().matrix(2, INPUTS);
    INDArray targets = fresh().matrix(2, LAYOUT.width());
    rows.copy(ORDER, 1, features, targets);
    Shard shard = shard();
    for (int i = 0; i < 2; i++) {
      int row = ORDER[1 + i];
      float lambda = 0.05f * shard.ranks()[row];
      float[] expected = new float[LAYOUT.width()];
      expected[0] = shard.labels()[row];
      expected[1] = (float) (1 - (double) lambda);
      expected[2] = lambda;
      System.arraycopy(shard.teacherLogits_KNC()[0], row * CLASSES, expected, 3, CLASSES);
      assertThat(java.util.Arrays.copyOfRange(Matrices.floatRows(targets), i * 7, i * 7 + 7))
          .as("row %d", row)
          .isEqualTo(expected);
      assertThat(java.util.Arrays.copyOfRange(Matrices.floatRows(features), i * 3, i * 3 + 3))
          .isEqualTo(java.util.Arrays.copyOfRange(shard.features().floats(), row * 3, row * 3 + 3));
    }
    assertThat(rows.count()).isEqualTo(ROWS);
  }

  private static InnerLoop loop(Network network) {
    return new InnerLoop(network, rows(), BATCH);
  }

  private static ShardRows rows() {
    float[] lambdas = new float[2 * ROWS];
    for (int rank = 0; rank < lambdas.length; rank++) {
      lambdas[rank] = 0.05f * rank;
    }
    return new ShardRows(
        shard(),
        new LossRule.AlmKd(1, GradientKind.PAPER),
        new LambdaTable(new float[][] {lambdas}),
        LAYOUT,
        0,
        BATCH);
  }

  /** Every other row of a split of twenty-two. */
  private static Shard shard() {
    return new Shard(
        1,
        IntStream.range(0, ROWS).mapToLong(i -> 100 + 2 * i).toArray(),
        IntStream.range(0, ROWS).map(i -> i * 3 % 20).toArray(),
        Features.of(random(1, ROWS * INPUTS), ROWS),
        IntStream.range(0, ROWS).map(i -> i % CLASSES).toArray(),
        new int[0],
        new float[][] {random(2, ROWS * CLASSES)});
  }

  private static Network fresh() {
    Network network = Network.create(SPEC);
    network.load(Replica.fresh(random(3, network.parameterCount())));
    return network;
  }

  private static float[] random(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
