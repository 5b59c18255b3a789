package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.almkd.config.GradientKind;
import org.almkd.derivative.CentralDifferences;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The closed form against central differences of {@link NaiveOuterLoss}, in double. */
class MetaGradientTest {
  private static final double TAU = 4;
  private static final double RATE = 0.05;
  private static final double H = 1e-2;
  private static final double TOLERANCE = 1e-7;
  private static final int ROWS = 11;
  private static final int VALIDATION_ROWS = 7;

  /**
   * One setting.
   *
   * @param seed of rows and lambdas
   * @param teachers K
   * @param trainWeight beta
   * @param batchSize n of the look-ahead step; 4 leaves a last batch of 3 rows
   */
  record Setting(long seed, int teachers, double trainWeight, int batchSize) {
    Problem problem() {
      return Problem.random(seed, teachers, ROWS, VALIDATION_ROWS);
    }

    OuterLoss outer(OuterTarget target) {
      return new OuterLoss(TAU, 0.9, trainWeight, batchSize, target);
    }

    NaiveOuterLoss naive(UnaryOperator<double[]> weights, OuterTarget target) {
      return new NaiveOuterLoss(
          problem(),
          weights,
          TAU,
          RATE,
          0.9,
          trainWeight,
          batchSize,
          target.teachers(),
          target.labelBlend());
    }

    double[] closedForm(LossRule rule, OuterTarget target, double[] lambda_NR) {
      return new MetaGradient(
              problem().chunkLayer(), problem().validationLayer(), rule, outer(target), RATE)
          .at(lambda_NR);
    }
  }

  static List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    for (int teachers = 1; teachers <= 3; teachers++) {
      for (double trainWeight : new double[] {0, 0.1}) {
        for (int batchSize : new int[] {0, 4}) {
          for (long seed = 1; seed <= 3; seed++) {
            settings.add(new Setting(seed, teachers, trainWeight, batchSize));
          }
        }
      }
    }
    return settings;
  }

  static List<Setting> settingsOfOneTeacher() {
    return settings().stream().filter(s -> s.teachers() == 1).toList();
  }

  static List<Setting> settingsOfSeveralTeachers() {
    return settings().stream().filter(s -> s.teachers() > 1).toList();
  }

  @ParameterizedTest
  @MethodSource("settingsOfOneTeacher")
  void paperGradientOfOneTeacherIsTheDerivative(Setting setting) {
    assertDerivative(setting, GradientKind.PAPER);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void exactGradientIsTheDerivativeOfTheLargestLambdaRule(Setting setting) {
    assertDerivative(setting, GradientKind.EXACT);
  }

  /** One block of rows transposed together, and three rows more. */
  @ParameterizedTest
  @MethodSource("settings")
  void singlePrecisionAgreesWithDouble(Setting setting) {
    LossRule rule = new LossRule.AlmKd(setting.teachers(), GradientKind.PAPER);
    double[] lambdas = lambdasAwayFromTies(setting);
    for (OuterTarget target : List.of(meanOfAll(setting, 0.2), new OuterTarget(new int[0], 0.2))) {
      MetaGradient floats =
          new MetaGradient(
              inFloat(setting.problem().chunkLayer()),
              inFloat(setting.problem().validationLayer()),
              rule,
              setting.outer(target),
              RATE);
      double[] exact = setting.closedForm(rule, target, lambdas);
      double largest = Arrays.stream(exact).map(Math::abs).max().orElseThrow();
      assertThat(floats.at(lambdas))
          .containsExactly(exact, within(1e-5 * largest))
          .isNotEqualTo(exact);
    }
  }

  private static LastLayer inFloat(LastLayer rows) {
    return new LastLayer(
        rows.features_NH().castTo(DataType.FLOAT),
        rows.logits_NC(),
        rows.labels(),
        rows.teacherLogits_KNC());
  }

  private static void assertDerivative(Setting setting, GradientKind kind) {
    LossRule rule = new LossRule.AlmKd(setting.teachers(), kind);
    OuterTarget target = meanOfAll(setting, 0.2);
    double[] lambdas = lambdasAwayFromTies(setting);
    CentralDifferences.assertAgree(
        setting + " " + kind,
        CentralDifferences.of(setting.naive(MetaGradientTest::almKd, target)::at, lambdas, H),
        setting.closedForm(rule, target, lambdas),
        TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void gradientOfFreeWeightsIsTheDerivative(Setting setting) {
    LossRule rule = new LossRule.Amal(setting.teachers());
    OuterTarget labels = new OuterTarget(new int[0], 0.2);
    double[] lambdas = lambdas(setting, setting.teachers() + 1);
    CentralDifferences.assertAgree(
        setting + " amal",
        CentralDifferences.of(setting.naive(w -> w, labels)::at, lambdas, H),
        setting.closedForm(rule, labels, lambdas),
        TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("settingsOfSeveralTeachers")
  void oneTeacherAloneMayBeTheTarget(Setting setting) {
    OuterTarget last = new OuterTarget(new int[] {setting.teachers() - 1}, 0.5);
    double[] lambdas = lambdasAwayFromTies(setting);
    CentralDifferences.assertAgree(
        setting + " last teacher",
        CentralDifferences.of(setting.naive(MetaGradientTest::almKd, last)::at, lambdas, H),
        setting.closedForm(
            new LossRule.AlmKd(setting.teachers(), GradientKind.EXACT), last, lambdas),
        TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("settingsOfSeveralTeachers")
  void paperGradientDiffersFromTheExactOneByTheLabelsSlope(Setting setting) {
    int teachers = setting.teachers();
    OuterTarget target = meanOfAll(setting, 0.2);
    double[] lambdas = lambdasAwayFromTies(setting);
    double[] paper =
        setting.closedForm(new LossRule.AlmKd(teachers, GradientKind.PAPER), target, lambdas);
    double[] exact =
        setting.closedForm(new LossRule.AlmKd(teachers, GradientKind.EXACT), target, lambdas);
    // d outer / d w_0 of each row, numerically: the first of the free weights.
    double[] free = freeWeights(lambdas, teachers);
    double[] slopes = CentralDifferences.of(setting.naive(w -> w, target)::at, free, H);
    double[] expected = new double[lambdas.length];
    for (int i = 0; i < ROWS; i++) {
      for (int k = 0; k < teachers; k++) {
        boolean largest = lambdas[i * teachers + k] == max(lambdas, i, teachers);
        expected[i * teachers + k] = largest ? 0 : -slopes[i * (teachers + 1)];
      }
    }
    double[] difference = new double[lambdas.length];
    Arrays.setAll(difference, j -> paper[j] - exact[j]);
    CentralDifferences.assertAgree(setting + " dS terms", expected, difference, TOLERANCE);
    for (int j = 0; j < difference.length; j++) {
      if (expected[j] == 0) {
        assertThat(difference[j]).as("entry %d, of the largest lambda", j).isZero();
      }
    }
  }

  @Test
  void paperAndExactAreTheSameForOneTeacher() {
    Setting setting = new Setting(5, 1, 0.1, 0);
    OuterTarget target = meanOfAll(setting, 0.2);
    double[] lambdas = lambdas(setting, 1);
    assertThat(setting.closedForm(new LossRule.AlmKd(1, GradientKind.EXACT), target, lambdas))
        .isEqualTo(setting.closedForm(new LossRule.AlmKd(1, GradientKind.PAPER), target, lambdas));
  }

  @Test
  void aTieGoesToTheFirstTeacher() {
    Setting setting = new Setting(6, 2, 0.1, 0);
    OuterTarget target = meanOfAll(setting, 0.2);
    double[] tied = new double[2 * ROWS];
    Arrays.fill(tied, 0.5);
    double[] first = tied.clone();
    for (int i = 0; i < ROWS; i++) {
      // Too little to change a slope, enough to make the first the larger.
      first[2 * i] += 1e-12;
    }
    LossRule rule = new LossRule.AlmKd(2, GradientKind.EXACT);
    double[] atTie = setting.closedForm(rule, target, tied);
    CentralDifferences.assertAgree("tie", setting.closedForm(rule, target, first), atTie, 1e-9);
  }

  @Test
  void aSecondCallGivesTheSameBits() {
    Setting setting = new Setting(7, 2, 0.1, 4);
    MetaGradient gradient =
        new MetaGradient(
            setting.problem().chunkLayer(),
            setting.problem().validationLayer(),
            new LossRule.AlmKd(2, GradientKind.PAPER),
            setting.outer(meanOfAll(setting, 0.2)),
            RATE);
    double[] lambdas = lambdasAwayFromTies(setting);
    double[] given = lambdas.clone();
    double[] once = gradient.at(lambdas);
    gradient.at(new double[lambdas.length]);
    assertThat(gradient.at(lambdas)).isEqualTo(once);
    assertThat(lambdas).isEqualTo(given);
  }

  @Test
  void doublingEveryValidationRowChangesNothing() {
    // L_V is a mean.
    Setting setting = new Setting(8, 1, 0, 0);
    LastLayer validation = setting.problem().validationLayer();
    int[] twice = IntStream.range(0, 2 * VALIDATION_ROWS).map(i -> i % VALIDATION_ROWS).toArray();
    OuterTarget target = meanOfAll(setting, 0.2);
    LossRule rule = new LossRule.AlmKd(1, GradientKind.PAPER);
    double[] lambdas = lambdas(setting, 1);
    double[] doubled =
        new MetaGradient(
                setting.problem().chunkLayer(),
                validation.select(twice),
                rule,
                setting.outer(target),
                RATE)
            .at(lambdas);
    assertThat(doubled).containsExactly(setting.closedForm(rule, target, lambdas), within(1e-15));
  }

  private static OuterTarget meanOfAll(Setting setting, double labelBlend) {
    return new OuterTarget(IntStream.range(0, setting.teachers()).toArray(), labelBlend);
  }

  /** Eq 12, written for the test: the label has what the largest lambda leaves. */
  private static double[] almKd(double[] lambda) {
    double[] weights = new double[lambda.length + 1];
    weights[0] = 1 - Arrays.stream(lambda).max().orElseThrow();
    System.arraycopy(lambda, 0, weights, 1, lambda.length);
    return weights;
  }

  private static double[] lambdas(Setting setting, int columns) {
    return new SplittableRandom(-setting.seed())
        .doubles((long) ROWS * columns, 0.05, 0.95)
        .toArray();
  }

  /** The maximum of a row has no derivative at a tie: points nearer to one than 2h are moved. */
  private static double[] lambdasAwayFromTies(Setting setting) {
    int teachers = setting.teachers();
    double[] lambdas = lambdas(setting, teachers);
    for (int i = 0; i < ROWS; i++) {
      double largest = max(lambdas, i, teachers);
      for (int k = 0; k < teachers; k++) {
        double gap = largest - lambdas[i * teachers + k];
        if (gap > 0 && gap <= 2 * H) {
          lambdas[i * teachers + k] -= 3 * H;
        }
      }
    }
    return lambdas;
  }

  private static double[] freeWeights(double[] lambdas, int teachers) {
    double[] free = new double[ROWS * (teachers + 1)];
    for (int i = 0; i < ROWS; i++) {
      double[] row = almKd(Arrays.copyOfRange(lambdas, i * teachers, (i + 1) * teachers));
      System.arraycopy(row, 0, free, i * (teachers + 1), teachers + 1);
    }
    return free;
  }

  private static double max(double[] lambdas, int row, int teachers) {
    return Arrays.stream(lambdas, row * teachers, (row + 1) * teachers).max().orElseThrow();
  }
}
