package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.almkd.config.GradientKind;
import org.junit.jupiter.api.Test;

class LambdaUpdateTest {
  private static final int ROWS = 10;
  private static final int VALIDATION_ROWS = 6;
  private static final double RATE = 0.05;
  private static final ChunkPlan TWO_CHUNKS =
      new ChunkPlan(
          List.of(
              new ChunkPlan.Chunk(new int[] {7, 2, 9, 0, 4}, new int[] {1, 3, 5}),
              new ChunkPlan.Chunk(new int[] {1, 8, 3}, new int[] {0, 2, 4})));

  @Test
  void descendsByTheRateTimesTheGradientOfEachChunk() {
    Problem problem = Problem.random(1, 2, ROWS, VALIDATION_ROWS);
    double[] lambdas = lambdas(1, 2);
    double[] expected = lambdas.clone();
    for (ChunkPlan.Chunk chunk : TWO_CHUNKS.chunks()) {
      double[] before = gather(lambdas, chunk.rows(), 2);
      double[] gradient =
          new MetaGradient(
                  problem.chunkLayer().select(chunk.rows()),
                  problem.validationLayer().select(chunk.validationRows()),
                  rule(2),
                  outer(2),
                  RATE)
              .at(before);
      for (int j = 0; j < before.length; j++) {
        expected[chunk.rows()[j / 2] * 2 + j % 2] = before[j] - 3 * gradient[j];
      }
    }
    double[] updated = lambdas.clone();
    update(2, 3, 1, 0, 1)
        .apply(problem.chunkLayer(), problem.validationLayer(), TWO_CHUNKS, updated);
    assertThat(updated).isEqualTo(expected);
    // Rows 5 and 6 are in no chunk.
    assertThat(Arrays.copyOfRange(updated, 10, 14)).isEqualTo(Arrays.copyOfRange(lambdas, 10, 14));
    assertThat(updated).isNotEqualTo(lambdas);
  }

  @Test
  void innerStepsRecomputeTheGradientFromTheNewLambdas() {
    Problem problem = Problem.random(2, 1, ROWS, VALIDATION_ROWS);
    double[] stepByStep = lambdas(2, 1);
    for (int step = 0; step < 5; step++) {
      apply(update(1, 40, 1, 0, 1), problem, stepByStep);
    }
    double[] together = lambdas(2, 1);
    apply(update(1, 40, 5, 0, 1), problem, together);
    assertThat(together).isEqualTo(stepByStep);

    double[] once = lambdas(2, 1);
    apply(update(1, 200, 1, 0, 1), problem, once);
    assertThat(together).as("five steps are not one of five times the size").isNotEqualTo(once);
  }

  @Test
  void clampsToTheBounds() {
    Problem problem = Problem.random(3, 2, ROWS, VALIDATION_ROWS);
    double[] lambdas = lambdas(3, 2);
    apply(update(2, 1e9, 1, 0.25, 0.75), problem, lambdas);
    double[] inChunks = gather(lambdas, new int[] {7, 2, 9, 0, 4, 1, 8, 3}, 2);
    assertThat(inChunks).containsOnly(0.25, 0.75).contains(0.25, 0.75);
  }

  @Test
  void permutingRowsPermutesLambdas() {
    Problem problem = Problem.random(4, 3, ROWS, VALIDATION_ROWS);
    int[] order = {3, 1, 4, 0, 5, 9, 2, 6, 8, 7};
    int[] all = IntStream.range(0, ROWS).toArray();
    int[] validation = IntStream.range(0, VALIDATION_ROWS).toArray();
    ChunkPlan plan = new ChunkPlan(List.of(new ChunkPlan.Chunk(all, validation)));
    double[] lambdas = lambdas(4, 3);
    double[] permuted = gather(lambdas, order, 3);
    LambdaUpdate update = update(3, 3, 2, 0, 1);
    update.apply(problem.chunkLayer(), problem.validationLayer(), plan, lambdas);
    update.apply(problem.chunkLayer().select(order), problem.validationLayer(), plan, permuted);
    assertThat(permuted).containsExactly(gather(lambdas, order, 3), within(1e-14));
  }

  @Test
  void aTeacherTwiceIsTheSingleTeacherWhereItIsNeverTheLargest() {
    // The second copy has lambda 0 and no slope beyond that of the exact gradient, so that the
    // first moves as it would alone.
    Problem single = Problem.random(5, 1, ROWS, VALIDATION_ROWS);
    Problem twice =
        new Problem(single.weights_CH1(), twice(single.chunk()), twice(single.validation()));
    double[] alone = lambdas(5, 1);
    double[] pair = new double[2 * ROWS];
    for (int i = 0; i < ROWS; i++) {
      pair[2 * i] = alone[i];
    }
    apply(update(1, 3, 1, 0, 1), single, alone);
    apply(update(2, 3, 1, 0, 1), twice, pair);
    for (int i : new int[] {7, 2, 9, 0, 4, 1, 8, 3}) {
      assertThat(pair[2 * i]).as("row %d", i).isEqualTo(alone[i], within(1e-14));
    }
  }

  @Test
  void oneTeacherOfAmalMovesAsTheDifferenceOfItsTwoWeights() {
    // w = (1 - lambda, lambda): d / d lambda = d / d w_1 - d / d w_0.
    Problem problem = Problem.random(6, 1, ROWS, VALIDATION_ROWS);
    double[] lambdas = lambdas(6, 1);
    double[] weights = new double[2 * ROWS];
    for (int i = 0; i < ROWS; i++) {
      weights[2 * i] = 1 - lambdas[i];
      weights[2 * i + 1] = lambdas[i];
    }
    double[] oldLambdas = lambdas.clone();
    double[] oldWeights = weights.clone();
    apply(update(1, 3, 1, 0, 1), problem, lambdas);
    LambdaUpdate amal = new LambdaUpdate(new LossRule.Amal(1), outer(1), RATE, 3, 1, -10, 10);
    apply(amal, problem, weights);
    for (int i : new int[] {7, 2, 9, 0, 4, 1, 8, 3}) {
      double moved = weights[2 * i + 1] - oldWeights[2 * i + 1];
      double movedLabel = weights[2 * i] - oldWeights[2 * i];
      assertThat(lambdas[i] - oldLambdas[i])
          .as("row %d", i)
          .isEqualTo(moved - movedLabel, within(1e-14));
    }
  }

  private static void apply(LambdaUpdate update, Problem problem, double[] lambdas) {
    update.apply(problem.chunkLayer(), problem.validationLayer(), TWO_CHUNKS, lambdas);
  }

  private static LambdaUpdate update(
      int teachers, double rate, int innerSteps, double low, double high) {
    return new LambdaUpdate(rule(teachers), outer(teachers), RATE, rate, innerSteps, low, high);
  }

  private static LossRule rule(int teachers) {
    return new LossRule.AlmKd(teachers, GradientKind.EXACT);
  }

  /** The target looks at the first teacher alone, so that copies of it change nothing. */
  private static OuterLoss outer(int teachers) {
    int[] target = teachers == 3 ? new int[] {0, 1, 2} : new int[] {0};
    return new OuterLoss(4, 1, 0.1, 0, new OuterTarget(target, 0.2));
  }

  private static Problem.Rows twice(Problem.Rows rows) {
    double[][] logits = rows.teachers_KNC()[0];
    return new Problem.Rows(rows.features_NH1(), rows.labels(), new double[][][] {logits, logits});
  }

  private static double[] lambdas(long seed, int columns) {
    return new SplittableRandom(seed).doubles((long) ROWS * columns, 0.3, 0.7).toArray();
  }

  private static double[] gather(double[] lambdas, int[] rows, int columns) {
    double[] gathered = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(lambdas, rows[i] * columns, gathered, i * columns, columns);
    }
    return gathered;
  }
}
