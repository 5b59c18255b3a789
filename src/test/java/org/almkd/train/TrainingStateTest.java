package org.almkd.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.mixing.LambdaTable;
import org.almkd.model.Replica;
import org.junit.jupiter.api.Test;

class TrainingStateTest {
  private static final LambdaTable LAMBDAS = LambdaTable.constant(2, 1, 0.1);
  private static final TrainingState START = TrainingState.start(new float[] {1, 2, 3}, LAMBDAS);

  @Test
  void startsBeforeTheFirstStepWithAnEmptyBuffer() {
    assertThat(START.replica().parameters()).containsExactly(1, 2, 3);
    assertThat(START.replica().optimizerState()).containsExactly(0, 0, 0);
    assertThat(START.lambdas()).isSameAs(LAMBDAS);
    assertThat(START.epoch()).isZero();
    assertThat(START.batch()).isZero();
    assertThat(START.best()).isEmpty();
    assertThat(START.metrics()).isEmpty();
  }

  @Test
  void roundsOfAnEpochAddUp() {
    TrainingState state = START.afterRound(round(4, 10, 2.5), 5).afterRound(round(5, 6, 1.5), 8);
    assertThat(state.replica().parameters()).containsExactly(5);
    assertThat(state.batch()).isEqualTo(8);
    assertThat(state.epoch()).isZero();
    assertThat(state.lossRows()).isEqualTo(16);
    assertThat(state.lossSum()).isEqualTo(4);
    assertThat(state.lambdas()).isSameAs(LAMBDAS);
  }

  @Test
  void anEpochEndsWithNewCountsAndOneMoreMetric() {
    EpochMetrics first = new EpochMetrics(1, 0.1, 2, Map.of());
    EpochMetrics second = new EpochMetrics(2, 0.1, 1, Map.of());
    Optional<TrainingState.Best> best =
        Optional.of(new TrainingState.Best(1, 0.75, new float[] {9}));
    TrainingState one = START.afterRound(round(4, 10, 2.5), 5).afterEpoch(first, Optional.empty());
    TrainingState two = one.afterEpoch(second, best);
    assertThat(one.epoch()).isEqualTo(1);
    assertThat(one.batch()).isZero();
    assertThat(one.lossRows()).isZero();
    assertThat(one.lossSum()).isZero();
    assertThat(one.replica().parameters()).containsExactly(4);
    assertThat(one.best()).isEmpty();
    assertThat(two.metrics()).containsExactly(first, second);
    assertThat(two.best()).isEqualTo(best);
    assertThat(one.metrics()).as("the older state is as it was").containsExactly(first);
  }

  @Test
  void aLambdaPassChangesTheLambdasAlone() {
    LambdaTable updated = LambdaTable.constant(2, 1, 0.7);
    TrainingState before = START.afterRound(round(4, 10, 2.5), 5);
    TrainingState after = before.withLambdas(updated);
    assertThat(after.lambdas()).isSameAs(updated);
    assertThat(after.replica()).isSameAs(before.replica());
    assertThat(after.batch()).isEqualTo(5);
    assertThat(after.lossSum()).isEqualTo(2.5);
    assertThat(before.lambdas()).isSameAs(LAMBDAS);
  }

  @Test
  void metricsAreCopied() {
    List<EpochMetrics> metrics = new ArrayList<>();
    TrainingState state =
        new TrainingState(START.replica(), LAMBDAS, 0, 0, 0, 0, Optional.empty(), metrics);
    metrics.add(new EpochMetrics(1, 0.1, 2, Map.of()));
    assertThat(state.metrics()).isEmpty();
    assertThatThrownBy(() -> state.metrics().clear())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(null);
  }

  private static SparkRounds.Result round(float parameter, long rows, double lossSum) {
    float[] parameters = {parameter};
    return new SparkRounds.Result(
        new Replica(parameters, new float[1]), rows, lossSum, SparkRounds.Seconds.UNKNOWN);
  }
}
