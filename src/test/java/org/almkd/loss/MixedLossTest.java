package org.almkd.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.almkd.derivative.CentralDifferences;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixedLossTest {
  private static final int CLASSES = 3;
  private static final double TAU = 2;

  /** exp is (1, 1, 4) at temperature 1 and (1, 1, 2) at temperature 2. */
  private static final double[] STUDENT = Logits.proportionalTo(TAU, 1, 1, 2);

  /** (1/2, 1/4, 1/4) at temperature 2: KD = 4 x 1/4 ln 2 = ln 2, dK = (-1/2, 0, 1/2). */
  private static final double[] FIRST = Logits.proportionalTo(TAU, 2, 1, 1);

  /**
   * (1/3, 1/3, 1/3): KL = 1/3 (2 ln 4/3 + ln 2/3) = 1/3 ln 32/27, KD = 4/3 ln 32/27, dK = 2 (1/4 -
   * 1/3, 1/4 - 1/3, 1/2 - 1/3) = (-1/6, -1/6, 1/3).
   */
  private static final double[] SECOND = {0, 0, 0};

  private static final double FIRST_LOSS = Math.log(2);
  private static final double SECOND_LOSS = 4.0 / 3 * Math.log(32.0 / 27);

  @Test
  void addsLossesAndGradientsOfThreeRows() {
    // Row 0: label 2, CE = ln(6/4), dS = (1/6, 1/6, -1/3), weights .1, .6, .3.
    // Row 1: label 0, CE = ln 6, dS = (-5/6, 1/6, 2/3), weights 1, 0, 0.
    // Row 2: the second teacher alone.
    double[] logits = Logits.concatenate(STUDENT, STUDENT, STUDENT);
    double[] targets =
        Logits.concatenate(target(2, 0.1, 0.6, 0.3), target(0, 1, 0, 0), target(1, 0, 0, 1));
    double[] gradient = new double[9];
    Arrays.fill(gradient, 99);
    double sum = loss(2).sumAndGradient(logits, targets, 3, gradient);

    double row0 = 0.1 * Math.log(1.5) + 0.6 * FIRST_LOSS + 0.3 * SECOND_LOSS;
    assertThat(sum).isEqualTo(row0 + Math.log(6) + SECOND_LOSS, within(1e-13));
    double[] expected = {
      0.1 / 6 - 0.6 / 2 - 0.3 / 6,
      0.1 / 6 - 0.3 / 6,
      -0.1 / 3 + 0.6 / 2 + 0.3 / 3,
      -5.0 / 6,
      1.0 / 6,
      2.0 / 3,
      -1.0 / 6,
      -1.0 / 6,
      1.0 / 3
    };
    assertThat(gradient).containsExactly(expected, within(1e-13));
  }

  @Test
  void looksAtNoRowBeyondThoseAskedFor() {
    double[] logits = Logits.concatenate(STUDENT, new double[] {Double.NaN, 0, 0});
    double[] targets = Logits.concatenate(target(2, 1, 0, 0), target(2, 1, 0, 0));
    double[] gradient = {0, 0, 0, 5, 6, 7};
    assertThat(loss(2).sumAndGradient(logits, targets, 1, gradient))
        .isEqualTo(Math.log(1.5), within(1e-14));
    assertThat(Arrays.copyOfRange(gradient, 3, 6)).containsExactly(5, 6, 7);
  }

  @Test
  void aWeightOfOneOnTheLabelIsPlainCrossEntropy() {
    double[] gradient = new double[CLASSES];
    double sum = loss(2).sumAndGradient(STUDENT, target(1, 1, 0, 0), 1, gradient);
    double[] plain = new double[CLASSES];
    assertThat(sum)
        .isEqualTo(CrossEntropy.addTo(STUDENT, 0, CLASSES, 1, 1, plain, new double[CLASSES]));
    assertThat(gradient).isEqualTo(plain);
  }

  @Test
  void aWeightOfOneOnATeacherIsPlainDistillation() {
    double[] gradient = new double[CLASSES];
    double sum = loss(2).sumAndGradient(STUDENT, target(1, 0, 1, 0), 1, gradient);
    assertThat(sum).isEqualTo(Distillation.value(STUDENT, 0, FIRST, 0, CLASSES, TAU));
    assertThat(gradient).containsExactly(new double[] {-0.5, 0, 0.5}, within(1e-14));
  }

  @Test
  void worksWithoutTeachers() {
    double sum = loss(0).sumAndGradient(STUDENT, new double[] {0, 1}, 1, new double[CLASSES]);
    assertThat(sum).isEqualTo(Math.log(6), within(1e-14));
  }

  @Property(tries = 200)
  void theGradientIsTheDerivativeOfTheSum(
      @ForAll long seed, @ForAll @IntRange(max = 3) int teachers) {
    TargetLayout layout = new TargetLayout(4, teachers);
    MixedLoss loss = new MixedLoss(layout, 4);
    double[] targets = randomTargets(seed, layout, 3);
    double[] logits = Logits.random(seed + 1, 12, 5);
    double[] gradient = new double[12];
    loss.sumAndGradient(logits, targets, 3, gradient);
    CentralDifferences.assertAgree(
        "mixed loss",
        CentralDifferences.of(
            z -> loss.sumAndGradient(z, targets, 3, new double[12]), logits, 1e-4),
        gradient,
        1e-7);
  }

  @Property
  void isLinearInTheWeights(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 0.99) double share) {
    TargetLayout layout = new TargetLayout(4, 2);
    MixedLoss loss = new MixedLoss(layout, 4);
    double[] logits = Logits.random(seed, 4, 5);
    double[] one = randomTargets(seed, layout, 1);
    double[] other = one.clone();
    double[] mixed = one.clone();
    double[] weights = Logits.random(~seed, 3, 1);
    for (int m = 0; m < 3; m++) {
      int column = layout.weights() + m;
      other[column] = weights[m];
      mixed[column] = share * one[column] + (1 - share) * other[column];
    }
    double[] oneGradient = new double[4];
    double[] otherGradient = new double[4];
    double[] mixedGradient = new double[4];
    double expected =
        share * loss.sumAndGradient(logits, one, 1, oneGradient)
            + (1 - share) * loss.sumAndGradient(logits, other, 1, otherGradient);
    assertThat(loss.sumAndGradient(logits, mixed, 1, mixedGradient))
        .isEqualTo(expected, within(1e-11));
    for (int c = 0; c < 4; c++) {
      assertThat(mixedGradient[c])
          .isEqualTo(share * oneGradient[c] + (1 - share) * otherGradient[c], within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aNonFiniteLogitGivesANonFiniteSum(double bad) {
    for (int place = 0; place < CLASSES; place++) {
      double[] student = STUDENT.clone();
      student[place] = bad;
      assertThat(loss(2).sumAndGradient(student, target(0, 0.5, 0.3, 0.2), 1, new double[3]))
          .as("student, place %d", place)
          .isNotFinite();
      double[] target = target(0, 0.5, 0.3, 0.2);
      target[new TargetLayout(CLASSES, 2).logits(1) + place] = bad;
      assertThat(loss(2).sumAndGradient(STUDENT, target, 1, new double[3]))
          .as("teacher, place %d", place)
          .isNotFinite();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesATemperatureThatIsNotFiniteAndAboveZero(double temperature) {
    assertThatThrownBy(() -> new MixedLoss(new TargetLayout(3, 1), temperature))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("temperature must be a finite number above 0, found " + temperature);
  }

  private static MixedLoss loss(int teachers) {
    return new MixedLoss(new TargetLayout(CLASSES, teachers), TAU);
  }

  private static double[] target(int label, double... weights) {
    return Logits.concatenate(new double[] {label}, weights, FIRST, SECOND);
  }

  private static double[] randomTargets(long seed, TargetLayout layout, int rows) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] targets = random.doubles((long) rows * layout.width(), -4, 4).toArray();
    for (int i = 0; i < rows; i++) {
      int row = i * layout.width();
      targets[row] = random.nextInt(layout.classes());
      for (int m = 0; m <= layout.teachers(); m++) {
        targets[row + layout.weights() + m] = random.nextDouble(0.1, 1);
      }
    }
    return targets;
  }
}
