package org.almkd.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.almkd.model.Replica;
import org.almkd.train.RoundAverage.Weighted;
import org.junit.jupiter.api.Test;

class RoundAverageTest {
  private static final Weighted NOTHING = new Weighted(new Replica(new float[0], new float[0]), 0);

  @Test
  void weighsByRowsSeen() {
    // (3 x 1 + 1 x 5) / 4 = 2, (3 x 2 + 1 x 10) / 4 = 4; buffers (3 x 4 + 0) / 4 = 3 and -.75.
    Replica average =
        RoundAverage.of(
            List.of(
                weighted(3, new float[] {1, 2}, new float[] {4, -1}),
                weighted(1, new float[] {5, 10}, new float[] {0, 0})));
    assertThat(average.parameters()).containsExactly(2, 4);
    assertThat(average.optimizerState()).containsExactly(3, -0.75f);
  }

  @Test
  void aWorkerThatSawNothingWeighsNothing() {
    Weighted first = weighted(3, new float[] {1}, new float[] {2});
    Weighted second = weighted(1, new float[] {5}, new float[] {6});
    Replica average = RoundAverage.of(List.of(NOTHING, first, NOTHING, second));
    assertThat(average.parameters())
        .isEqualTo(RoundAverage.of(List.of(first, second)).parameters())
        .containsExactly(2);
  }

  @Test
  void aSingleReplicaIsReturnedAsItIs() {
    // n p / n is not always p in floating point.
    Replica replica = new Replica(new float[] {0.1f, Float.MIN_VALUE}, new float[] {1e38f, -0f});
    assertThat(RoundAverage.of(List.of(new Weighted(replica, 49)))).isSameAs(replica);
    assertThat(RoundAverage.of(List.of(NOTHING, new Weighted(replica, 49), NOTHING)))
        .isSameAs(replica);
  }

  @Test
  void addsInDoubleInTheOrderGivenAndRoundsOnce() {
    // In float 1 + 2^-24 + 2^-24 stays 1; in double the sum over 3 rounds to the float of 1/3.
    float tiny = 0x1p-24f;
    List<Weighted> replicas =
        List.of(
            weighted(1, new float[] {1}, new float[1]),
            weighted(1, new float[] {tiny}, new float[1]),
            weighted(1, new float[] {tiny}, new float[1]));
    assertThat(RoundAverage.of(replicas).parameters())
        .containsExactly((float) ((1 + 2 * 0x1p-24) / 3));
    // 1e20 swallows 1 in double, too, so that the order shows.
    Weighted large = weighted(1, new float[] {1e20f}, new float[1]);
    Weighted opposite = weighted(1, new float[] {-1e20f}, new float[1]);
    Weighted one = weighted(1, new float[] {3}, new float[1]);
    assertThat(RoundAverage.of(List.of(large, opposite, one)).parameters()).containsExactly(1);
    assertThat(RoundAverage.of(List.of(large, one, opposite)).parameters()).containsExactly(0);
  }

  @Test
  void leavesTheReplicasAlone() {
    Weighted first = weighted(1, new float[] {1}, new float[] {2});
    Weighted second = weighted(1, new float[] {3}, new float[] {4});
    RoundAverage.of(List.of(first, second));
    assertThat(first.replica().parameters()).containsExactly(1);
    assertThat(second.replica().optimizerState()).containsExactly(4);
  }

  @Test
  void aNonFiniteReplicaIsNotHidden() {
    Replica average =
        RoundAverage.of(
            List.of(
                weighted(1, new float[] {Float.NaN, Float.POSITIVE_INFINITY}, new float[2]),
                weighted(9, new float[] {1, 1}, new float[2])));
    assertThat(average.parameters()).containsExactly(Float.NaN, Float.POSITIVE_INFINITY);
  }

  @Test
  void refusesARoundWithoutRows() {
    assertThatThrownBy(() -> RoundAverage.of(List.of(NOTHING, NOTHING)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot average a round in which no worker saw a row");
  }

  private static Weighted weighted(long rows, float[] parameters, float[] state) {
    return new Weighted(new Replica(parameters, state), rows);
  }
}
