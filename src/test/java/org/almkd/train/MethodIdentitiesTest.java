package org.almkd.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.almkd.config.Architecture;
import org.almkd.config.GradientKind;
import org.almkd.config.Initialisation;
import org.almkd.data.Features;
import org.almkd.data.Shard;
import org.almkd.loss.TargetLayout;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.InitialParameters;
import org.almkd.model.Network;
import org.almkd.model.NetworkSpec;
import org.almkd.model.Replica;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Rules that say the same train the same network: two epochs of the inner loop in floats. */
class MethodIdentitiesTest {
  private static final int ROWS = 37;
  private static final int INPUTS = 3;
  private static final int CLASSES = 4;
  private static final int BATCH = 8;
  private static final float[] TEACHER = random(2, ROWS * CLASSES);
  private static final float[] OTHER = random(3, ROWS * CLASSES);

  @Test
  void dgkdWithOneTeacherIsFixedToTheBit() {
    assertThat(trained(new LossRule.Dgkd(0.9, 1, 0, 7), LambdaTable.EMPTY, TEACHER))
        .isEqualTo(trained(new LossRule.Fixed(0.9, 1), LambdaTable.EMPTY, TEACHER));
  }

  @Test
  void dgkdThatLeavesNoneOutIsFixedToTheBit() {
    assertThat(trained(new LossRule.Dgkd(0.9, 2, 0, 7), LambdaTable.EMPTY, TEACHER, OTHER))
        .isEqualTo(trained(new LossRule.Fixed(0.9, 2), LambdaTable.EMPTY, TEACHER, OTHER));
  }

  /** Three times a third of the gradient is rounded more often than the gradient itself. */
  @Test
  void dgkdWithIdenticalTeachersIsFixedToRounding() {
    assertThat(
            trained(new LossRule.Dgkd(0.9, 3, 0, 7), LambdaTable.EMPTY, TEACHER, TEACHER, TEACHER))
        .containsExactly(
            trained(new LossRule.Fixed(0.9, 1), LambdaTable.EMPTY, TEACHER), within(1e-6f));
  }

  @Test
  void dgkdThatLeavesTeachersOutIsNeither() {
    float[] dropped = trained(new LossRule.Dgkd(0.9, 2, 0.5, 7), LambdaTable.EMPTY, TEACHER, OTHER);
    assertThat(dropped)
        .isNotEqualTo(trained(new LossRule.Fixed(0.9, 2), LambdaTable.EMPTY, TEACHER, OTHER));
    assertThat(dropped)
        .isNotEqualTo(
            trained(new LossRule.Dgkd(0.9, 2, 0.5, 8), LambdaTable.EMPTY, TEACHER, OTHER));
  }

  @Test
  void rowsCarryTheWeightsOfTheirBatch() {
    TargetLayout layout = new TargetLayout(CLASSES, 2);
    LossRule rule = new LossRule.Dgkd(0.9, 2, 0.5, 7);
    Shard shard = shard(3, TEACHER, OTHER);
    int[] order = IntStream.range(0, ROWS).toArray();
    List<String> seen = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      ShardRows rows = new ShardRows(shard, rule, LambdaTable.EMPTY, layout, epoch, BATCH);
      for (int from = 0; from < ROWS; from += BATCH) {
        int size = Math.min(BATCH, ROWS - from);
        INDArray targets = Nd4j.create(DataType.FLOAT, size, layout.width());
        rows.copy(order, from, Nd4j.create(DataType.FLOAT, size, INPUTS), targets);
        double[] expected = new double[3];
        rule.at(epoch, 3, from / BATCH).writeWeights(new double[0], 0, expected, 0);
        for (int i = 0; i < size; i++) {
          for (int m = 0; m < 3; m++) {
            assertThat(targets.getFloat(i, layout.weights() + m)).isEqualTo((float) expected[m]);
          }
        }
        seen.add(Arrays.toString(expected));
      }
    }
    assertThat(new HashSet<>(seen)).as("both, one or none").hasSizeGreaterThan(2);
  }

  /** A teacher of weight 0 takes part in nothing. */
  @Test
  void identicalTeachersOfWhichOneIsListenedToAreOneToTheBit() {
    float[] lambdas = random(4, ROWS);
    for (int i = 0; i < ROWS; i++) {
      lambdas[i] = Math.abs(lambdas[i]);
    }
    float[][] listened = {lambdas, new float[ROWS], new float[ROWS]};
    assertThat(
            trained(
                new LossRule.AlmKd(3, GradientKind.PAPER),
                new LambdaTable(listened),
                TEACHER,
                TEACHER,
                TEACHER))
        .isEqualTo(
            trained(
                new LossRule.AlmKd(1, GradientKind.PAPER),
                new LambdaTable(new float[][] {lambdas}),
                TEACHER));
  }

  @Test
  void constantLambdasAreFixedToRounding() {
    // A table holds floats: .9f is not .9.
    assertThat(
            trained(
                new LossRule.AlmKd(1, GradientKind.PAPER),
                LambdaTable.constant(ROWS, 1, 0.9),
                TEACHER))
        .containsExactly(
            trained(new LossRule.Fixed(0.9, 1), LambdaTable.EMPTY, TEACHER), within(1e-6f));
  }

  private static float[] trained(LossRule rule, LambdaTable lambdas, float[]... teachers) {
    NetworkSpec spec =
        new NetworkSpec(
            new Architecture.Mlp(List.of(5)),
            INPUTS,
            new TargetLayout(CLASSES, teachers.length),
            4,
            0.9,
            5e-4,
            DataType.FLOAT);
    Network network = Network.create(spec);
    network.load(Replica.fresh(InitialParameters.draw(spec, Initialisation.TORCH, 1)));
    Shard shard = shard(0, teachers);
    for (int epoch = 0; epoch < 2; epoch++) {
      ShardRows rows = new ShardRows(shard, rule, lambdas, spec.layout(), epoch, BATCH);
      new InnerLoop(network, rows, BATCH)
          .run(BatchOrders.seeded(6).order(epoch, 0, ROWS), 0, Integer.MAX_VALUE, 0.1);
    }
    float[] parameters = network.snapshot().parameters();
    return Arrays.copyOf(parameters, parameters.length);
  }

  private static Shard shard(int index, float[]... teachers) {
    return new Shard(
        index,
        IntStream.range(0, ROWS).mapToLong(i -> i).toArray(),
        IntStream.range(0, ROWS).toArray(),
        Features.of(random(1, ROWS * INPUTS), ROWS),
        IntStream.range(0, ROWS).map(i -> i % CLASSES).toArray(),
        new int[0],
        teachers);
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
