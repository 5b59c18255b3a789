package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.almkd.config.NoiseConfig;
import org.junit.jupiter.api.Test;

class LabelNoiseTest {
  /** Of class 0, 1, 2: 10, 7, 3 rows. */
  private static final TrainingLabels ROWS =
      new TrainingLabels(
          IntStream.range(0, 20).mapToLong(i -> 31L * i + 5).toArray(),
          IntStream.range(0, 20).map(i -> i < 10 ? 0 : i < 17 ? 1 : 2).toArray());

  private static final List<List<Double>> MATRIX =
      List.of(List.of(0.5, 0.3, 0.2), List.of(0.0, 1.0, 0.0), List.of(0.5, 0.5, 0.0));

  @Test
  void remaindersAreRoundedSoThatNoRowIsLost() {
    // 7 x (.5, .3, .2) = (3.5, 2.1, 1.4): floors 3, 2, 1, and one more for the largest remainder.
    assertThat(MatrixNoise.counts(7, List.of(0.5, 0.3, 0.2))).containsExactly(4, 2, 1);
    // 5 x (1/4, 1/4, 1/2) = (1.25, 1.25, 2.5).
    assertThat(MatrixNoise.counts(5, List.of(0.25, 0.25, 0.5))).containsExactly(1, 1, 3);
    // 2 x 1/3: equal remainders go to the lowest classes.
    assertThat(MatrixNoise.counts(2, List.of(1.0 / 3, 1.0 / 3, 1.0 / 3))).containsExactly(1, 1, 0);
    assertThat(MatrixNoise.counts(0, List.of(0.5, 0.5))).containsExactly(0, 0);
    // Shares that sum to 1 but for rounding.
    assertThat(MatrixNoise.counts(1_000_000, List.of(0.3333333, 0.3333333, 0.3333333)))
        .containsExactly(333_334, 333_333, 333_333);
  }

  @Test
  void aMatrixGivesEachClassExactCounts() {
    int[][] counts = counts(noise(3, NoiseConfig.matrix(MATRIX)));
    assertThat(counts[0]).containsExactly(5, 3, 2);
    assertThat(counts[1]).containsExactly(0, 7, 0);
    assertThat(counts[2]).containsExactly(2, 1, 0);
  }

  @Test
  void pairsMoveExactlyTheirShareByOneClass() {
    int[][] counts = counts(noise(3, NoiseConfig.pair(0.35)));
    assertThat(counts[0][2] + counts[1][0] + counts[2][1]).as("moved by two").isZero();
    assertThat(counts[0][1] + counts[1][2] + counts[2][0]).as("moved by one").isEqualTo(7);
    // All rows: the last class becomes the first.
    int[][] all = counts(noise(3, NoiseConfig.pair(1)));
    assertThat(all).isDeepEqualTo(new int[][] {{0, 10, 0}, {0, 0, 7}, {3, 0, 0}});
  }

  @Test
  void whichRowsChangeDependsOnTheSeedAndNotOnTheOrder() {
    for (NoiseConfig config : List.of(NoiseConfig.pair(0.35), NoiseConfig.matrix(MATRIX))) {
      LabelNoise noise = noise(3, config);
      int[] backwards = IntStream.range(0, 20).map(i -> 19 - i).toArray();
      TrainingLabels turned =
          new TrainingLabels(
              Arrays.stream(backwards).mapToLong(i -> ROWS.ids()[i]).toArray(),
              Arrays.stream(backwards).map(i -> ROWS.labels()[i]).toArray());
      assertThat(given(LabelNoise.of(turned, 3, 3, config))).isEqualTo(given(noise));
      assertThat(given(noise(4, config))).isNotEqualTo(given(noise));
    }
  }

  @Test
  void otherSplitsKeepTheirLabels() {
    for (NoiseConfig config : List.of(NoiseConfig.pair(1), NoiseConfig.matrix(MATRIX))) {
      LabelNoise noise = noise(3, config);
      for (Split split : List.of(Split.VALIDATION, Split.SELECTION, Split.TEST)) {
        assertThat(noise.given(5, split, 2)).isEqualTo(2);
        assertThat(noise.given(6, split, 0)).isZero();
      }
    }
  }

  @Test
  void saysWhetherAnythingChanges() {
    assertThat(noise(3, NoiseConfig.NONE).changesLabels()).isFalse();
    assertThat(noise(3, NoiseConfig.pair(0.01)).changesLabels()).as("no row of 20").isFalse();
    assertThat(noise(3, NoiseConfig.pair(0.1)).changesLabels()).isTrue();
    assertThat(noise(3, NoiseConfig.matrix(MATRIX)).changesLabels()).isTrue();
    assertThat(new LabelNoise.None().changesLabels()).isFalse();
  }

  @Test
  void aClassWithoutRowsNeedsNone() {
    TrainingLabels two = new TrainingLabels(new long[] {4, 8}, new int[] {0, 1});
    LabelNoise noise = LabelNoise.of(two, 1, 3, NoiseConfig.matrix(MATRIX));
    assertThat(noise.given(8, Split.TRAIN, 1)).isEqualTo(1);
  }

  @Test
  void oneClassCannotBeChanged() {
    TrainingLabels one = new TrainingLabels(new long[] {4, 8}, new int[] {0, 0});
    for (NoiseConfig config : List.of(NoiseConfig.pair(0.5), NoiseConfig.symmetric(0.5, false))) {
      assertThatThrownBy(() -> LabelNoise.of(one, 1, 1, config))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContaining("found 1 class; expected at least 2; set data.noise.rate = 0");
    }
  }

  private static LabelNoise noise(long seed, NoiseConfig config) {
    return LabelNoise.of(ROWS, seed, 3, config);
  }

  private static int[] given(LabelNoise noise) {
    return IntStream.range(0, ROWS.rows())
        .map(i -> noise.given(ROWS.ids()[i], Split.TRAIN, ROWS.labels()[i]))
        .toArray();
  }

  private static int[][] counts(LabelNoise noise) {
    int[][] counts = new int[3][3];
    int[] given = given(noise);
    for (int i = 0; i < given.length; i++) {
      counts[ROWS.labels()[i]][given[i]]++;
    }
    return counts;
  }
}
