package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseFitTest {
  private static final NoiseModel NINE_TO_ONE = NoiseModel.uniform(0.1, 2);

  /** Two rows: (.8, .2) with label 1, (.6, .4) with label 0. */
  private static final CalibratedRows TWO_ROWS =
      new CalibratedRows(new double[] {0.8, 0.2, 0.6, 0.4}, new int[] {1, 0}, 2);

  @Test
  void doubtsOfTwoRowsWorkedOutByHand() {
    // Row 0: (.8 x .1, .2 x .9) = (.08, .18), so that q = .08 / .26 = 4/13.
    // Row 1: (.6 x .9, .4 x .1) = (.54, .04), so that q = .04 / .58 = 2/29.
    assertThat(TWO_ROWS.doubts(NINE_TO_ONE))
        .containsExactly(new double[] {4.0 / 13, 2.0 / 29}, within(1e-15));
  }

  @Test
  void posteriorSumsStandInTheColumnOfTheLabel() {
    // [c, j]: column 0 is row 1 alone, column 1 is row 0 alone.
    assertThat(TWO_ROWS.posteriorSums(NINE_TO_ONE))
        .containsExactly(new double[] {27.0 / 29, 4.0 / 13, 2.0 / 29, 9.0 / 13}, within(1e-15));
  }

  @Test
  void doubtsOfThreeClassesFollowTheMatrixRowOfTheTrueClass() {
    // M = (.7 .2 .1; 0 .9 .1; .3 0 .7), label 2: (.5 x .1, .3 x .1, .2 x .7) = (.05, .03, .14).
    NoiseModel noise =
        new NoiseModel(0.2, new double[] {0.7, 0.2, 0.1, 0, 0.9, 0.1, 0.3, 0, 0.7}, 3);
    CalibratedRows row = new CalibratedRows(new double[] {0.5, 0.3, 0.2}, new int[] {2}, 3);
    assertThat(row.doubts(noise)).containsExactly(new double[] {8.0 / 22}, within(1e-15));
    assertThat(row.posteriorSums(noise))
        .containsExactly(
            new double[] {0, 0, 5.0 / 22, 0, 0, 3.0 / 22, 0, 0, 14.0 / 22}, within(1e-15));
  }

  @Test
  void aModelOfSumsAndPseudoRowsWorkedOutByHand() {
    // e = (1 + 1) / 10 = .2, U = (.8 .2; .2 .8). With 10 pseudo-rows: (6 + 8, 1 + 2) / 17 and
    // (1 + 2, 2 + 8) / 13.
    NoiseModel model = NoiseModel.of(new double[] {6, 1, 1, 2}, 2, 10);
    assertThat(model.flipRate()).isEqualTo(0.2, within(1e-15));
    assertThat(model.noise_CC())
        .containsExactly(new double[] {14.0 / 17, 3.0 / 17, 3.0 / 13, 10.0 / 13}, within(1e-15));
  }

  @Test
  void uniformNoiseSharesTheFlipsAmongTheOtherClasses() {
    assertThat(NoiseModel.uniform(0.3, 4).noise_CC())
        .startsWith(new double[] {0.7, 0.3 / 3, 0.3 / 3, 0.3 / 3})
        .endsWith(new double[] {0.3 / 3, 0.3 / 3, 0.3 / 3, 0.7});
  }

  @Test
  void aClassWithoutRowsHasUniformNoise() {
    // Nothing is believed to be class 2, and nothing is labelled 2. e = 2 / 20.
    NoiseModel model = NoiseModel.of(new double[] {9, 1, 0, 1, 9, 0, 0, 0, 0}, 3, 100);
    assertThat(Arrays.copyOfRange(model.noise_CC(), 6, 9))
        .containsExactly(new double[] {0.05, 0.05, 0.9}, within(1e-15));
  }

  @Test
  void noFlipsLeaveTheIdentity() {
    NoiseModel model = NoiseModel.of(new double[] {3, 0, 0, 4}, 2, 100);
    assertThat(model.flipRate()).isZero();
    assertThat(model.noise_CC()).containsExactly(1, 0, 0, 1);
    assertThat(TWO_ROWS.doubts(model)).containsExactly(0, 0);
  }

  @Test
  void aMatrixOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> new NoiseModel(0, new double[3], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("classes = 2 and 3 numbers");
    assertThatThrownBy(() -> new NoiseModel(0, new double[1], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2 classes");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void withoutPseudoRowsNoIterationLowersTheLikelihood(long seed) {
    DoubtRows drawn = DoubtRows.draw(seed, 80, 2.0 * seed, NoiseModel.uniform(0.06 * seed, 3));
    CalibratedRows rows = rows(drawn, 3);
    NoiseModel model = NoiseModel.uniform(0.05, 3);
    double first = logLikelihood(rows, model);
    double before = first;
    for (int iteration = 0; iteration < 100; iteration++) {
      model = NoiseModel.of(rows.posteriorSums(model), 3, 0);
      double after = logLikelihood(rows, model);
      assertThat(after).as("iteration %d", iteration).isGreaterThan(before - 1e-10);
      before = after;
    }
    assertThat(before).isGreaterThan(first);
  }

  @Test
  void findsTheMatrixThatTheLabelsWereDrawnWith() {
    double[] noise_CC = {
      0.7, 0.3, 0, 0, //
      0, 0.9, 0.1, 0, //
      0.05, 0.05, 0.85, 0.05, //
      0.4, 0, 0, 0.6
    };
    DoubtRows drawn = DoubtRows.draw(3, 40_000, 8, new NoiseModel(0, noise_CC, 4));
    CalibratedRows rows = rows(drawn, 4);
    NoiseModel found = NoiseFit.run(4, rows::posteriorSums);
    assertThat(found.flipRate()).isEqualTo(drawn.flipped(), within(0.01));
    assertThat(found.noise_CC()).containsExactly(noise_CC, within(0.02));
  }

  @Test
  void doubtsAreTheProbabilitiesOfAWrongLabel() {
    // Calibrated: among rows with q in a tenth, that share of labels is wrong.
    DoubtRows drawn = DoubtRows.draw(4, 40_000, 6, NoiseModel.uniform(0.2, 5));
    CalibratedRows rows = rows(drawn, 5);
    double[] doubts = rows.doubts(NoiseFit.run(5, rows::posteriorSums));
    for (int tenth = 0; tenth < 10; tenth++) {
      double low = tenth / 10.0;
      int[] inside =
          IntStream.range(0, doubts.length)
              .filter(i -> doubts[i] >= low && doubts[i] < low + 0.1)
              .toArray();
      double said = IntStream.of(inside).mapToDouble(i -> doubts[i]).average().orElseThrow();
      double wrong =
          IntStream.of(inside)
              .mapToDouble(i -> drawn.labels()[i] == drawn.clean()[i] ? 0 : 1)
              .average()
              .orElseThrow();
      assertThat(wrong).as("q near %s, %d rows", low, inside.length).isEqualTo(said, within(0.06));
    }
  }

  @Test
  void labelsWithoutFlipsAreNotDoubted() {
    DoubtRows drawn = DoubtRows.draw(6, 20_000, 8, NoiseModel.uniform(0, 2));
    CalibratedRows rows = rows(drawn, 2);
    NoiseModel found = NoiseFit.run(2, rows::posteriorSums);
    assertThat(found.flipRate()).isBetween(0.0, 0.005);
    assertThat(rows.doubts(found))
        .satisfies(q -> assertThat(Arrays.stream(q)).allMatch(d -> d >= 0 && d <= 1));
  }

  @Test
  void theOrderOfTheRowsDoesNotMatter() {
    DoubtRows drawn = DoubtRows.draw(8, 500, 4, NoiseModel.uniform(0.2, 3));
    CalibratedRows rows = rows(drawn, 3);
    int[] backwards = IntStream.range(0, 500).map(i -> 499 - i).toArray();
    double[] pi = new double[1500];
    for (int i = 0; i < 500; i++) {
      System.arraycopy(rows.pi_NC(), backwards[i] * 3, pi, i * 3, 3);
    }
    int[] labels = IntStream.of(backwards).map(i -> drawn.labels()[i]).toArray();
    CalibratedRows turned = new CalibratedRows(pi, labels, 3);
    NoiseModel found = NoiseFit.run(3, rows::posteriorSums);
    NoiseModel foundTurned = NoiseFit.run(3, turned::posteriorSums);
    assertThat(foundTurned.noise_CC()).containsExactly(found.noise_CC(), within(1e-12));
    double[] doubts = rows.doubts(found);
    double[] doubtsTurned = turned.doubts(foundTurned);
    for (int i = 0; i < 500; i++) {
      assertThat(doubtsTurned[i]).isEqualTo(doubts[backwards[i]], within(1e-12));
    }
  }

  private static CalibratedRows rows(DoubtRows drawn, int classes) {
    return CalibratedRows.of(
        drawn.logits(1), drawn.labels(), classes, new Calibration(1, NoiseFit.FLOOR));
  }

  private static double logLikelihood(CalibratedRows rows, NoiseModel model) {
    double sum = 0;
    for (int i = 0; i < rows.labels().length; i++) {
      double probability = 0;
      for (int c = 0; c < model.classes(); c++) {
        probability +=
            rows.pi_NC()[i * model.classes() + c] * model.probability(c, rows.labels()[i]);
      }
      sum += Math.log(probability);
    }
    return sum;
  }
}
