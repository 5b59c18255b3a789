package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationFitTest {
  private static final int ONE = 18;

  @Test
  void aCalibrationDividesByTheTemperatureAndSharesTheFloor() {
    // softmax((2 ln 3, 0) / 2) = (3/4, 1/4); .8 x 3/4 + .2 / 2 = .7.
    double[] pi = {9, 9, 9, 9};
    new Calibration(2, 0.2).write(new double[] {7, 2 * Math.log(3), 0}, 1, 2, pi, 1);
    assertThat(pi).containsExactly(new double[] {9, 0.7, 0.3, 9}, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-1, 0", "NaN, 0", "Infinity, 0", "1, -0.1", "1, 1.1", "1, NaN"})
  void numbersOutOfRangeAreRefused(double temperature, double floor) {
    assertThatThrownBy(() -> new Calibration(temperature, floor))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("temperature = " + temperature)
        .hasMessageContaining("floor = " + floor);
  }

  @Test
  void theGridIsSymmetricWithOneInTheMiddle() {
    double[] grid = CalibrationFit.temperatures();
    assertThat(grid).hasSize(37);
    assertThat(grid[ONE]).isEqualTo(1);
    assertThat(grid[0]).isEqualTo(Math.exp(-1.8), within(1e-15));
    assertThat(grid[25]).isEqualTo(Math.exp(0.7), within(1e-15));
    assertThat(grid[36]).isEqualTo(Math.exp(1.8), within(1e-15));
  }

  @Test
  void sumsOfTwoRowsWorkedOutByHand() {
    // Both rows have softmax (3/4, 1/4) at T = 1; their labels are 0 and 1. With d = .2:
    // r = .1 / (.8 x 3/4 + .1) = 1/7 and .1 / (.8 x 1/4 + .1) = 1/3.
    double[] logits = {Math.log(3), 0, Math.log(3), 0};
    LabelProbabilities rows = LabelProbabilities.of(logits, new int[] {0, 1}, 2);
    double[] floors = new double[37];
    Arrays.fill(floors, 0.2);
    assertThat(rows.floors(floors)[ONE]).isEqualTo(1.0 / 7 + 1.0 / 3, within(1e-15));
    assertThat(rows.logLikelihoods(floors)[ONE])
        .isEqualTo(Math.log(0.7) + Math.log(0.3), within(1e-15));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void noIterationLowersALikelihood(long seed) {
    NoiseModel noise = NoiseModel.uniform(0.05 * seed, 3);
    DoubtRows drawn = DoubtRows.draw(seed, 60, 2.0 * seed, noise);
    LabelProbabilities rows = LabelProbabilities.of(drawn.logits(1), drawn.labels(), 3);
    double[] floors = new double[37];
    Arrays.fill(floors, 0.02);
    double[] before = rows.logLikelihoods(floors);
    double[] first = before;
    for (int iteration = 0; iteration < 40; iteration++) {
      floors = Arrays.stream(rows.floors(floors)).map(sum -> sum / 60).toArray();
      double[] after = rows.logLikelihoods(floors);
      for (int t = 0; t < 37; t++) {
        assertThat(after[t]).as("temperature %d", t).isGreaterThan(before[t] - 1e-10);
      }
      before = after;
    }
    assertThat(before[ONE]).isGreaterThan(first[ONE]);
  }

  @Test
  void findsTheTemperatureAndTheShareOfLabelsThatSayNothing() {
    // Labels follow softmax(z) but 15 % are any other class: d / C x (C - 1) = .15, d = .2. The
    // logits shown are twice as large, which T = 2 undoes; exp(.7) = 2.01 is the nearest.
    DoubtRows drawn = DoubtRows.draw(11, 20_000, 6, NoiseModel.uniform(0.15, 4));
    Calibration found =
        CalibrationFit.run(20_000, LabelProbabilities.of(drawn.logits(2), drawn.labels(), 4));
    assertThat(found.temperature()).isEqualTo(Math.exp(0.7), within(1e-12));
    assertThat(found.floor()).isEqualTo(0.2, within(0.01));
  }

  @Test
  void theBestIsTheBestOfTheGrid() {
    DoubtRows drawn = DoubtRows.draw(5, 300, 3, NoiseModel.uniform(0.1, 3));
    LabelProbabilities rows = LabelProbabilities.of(drawn.logits(0.5), drawn.labels(), 3);
    Calibration found = CalibrationFit.run(300, rows);
    double[] grid = CalibrationFit.temperatures();
    double[] floors = new double[37];
    Arrays.fill(floors, 0.02);
    for (int iteration = 0; iteration < 40; iteration++) {
      floors = Arrays.stream(rows.floors(floors)).map(sum -> sum / 300).toArray();
    }
    double[] likelihoods = rows.logLikelihoods(floors);
    double largest = Arrays.stream(likelihoods).max().orElseThrow();
    int best = IntStream.range(0, 37).filter(t -> likelihoods[t] == largest).findFirst().orElse(-1);
    assertThat(found).isEqualTo(new Calibration(grid[best], floors[best]));
  }

  @Test
  void equallyGoodTemperaturesGoToTheLowest() {
    // Logits that are all equal say the same at any temperature.
    LabelProbabilities rows = LabelProbabilities.of(new double[6], new int[] {0, 2}, 3);
    assertThat(CalibrationFit.run(2, rows).temperature()).isEqualTo(Math.exp(-1.8));
  }

  @Test
  void labelsThatTheTeacherRulesOutAreAllFloor() {
    LabelProbabilities rows =
        LabelProbabilities.of(new double[] {1e30, 0, 1e30, 0}, new int[] {1, 1}, 2);
    assertThat(CalibrationFit.run(2, rows).floor()).isEqualTo(1);
  }
}
