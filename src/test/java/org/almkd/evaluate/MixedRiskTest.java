package org.almkd.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MixedRiskTest {
  private static final double EXACT = 1e-12;

  /**
   * Two rows of two classes. Losses (1, 3) and (2, 0), labels (1/2, 1/2) and (1, 0), teacher (1, 0)
   * and (1/2, 1/2), clean labels (1, 0) for both.
   *
   * <p>Label losses: means 2 and 2, so E = 2; squares (1 + 9) / 2 = 5 and 4, mean 4.5: a = .5.
   * Teacher losses 1 and 1: E = 1, b = 0. Products 2 and 2, mean 2: c = 2 - 2 x 1 = 0. Truth: (1 +
   * 2) / 2 = 1.5.
   */
  private static final MixedRisk.Posteriors TWO_ROWS =
      new MixedRisk.Posteriors(
          2,
          new double[] {1, 0, 1, 0},
          new double[] {0.5, 0.5, 1, 0},
          new double[] {1, 0, 0.5, 0.5});

  private static final double[] LOSS = {1, 3, 2, 0};

  @Test
  void momentsAreThoseWorkedOutByHand() {
    MixedRisk risk = MixedRisk.of(TWO_ROWS, LOSS);
    assertThat(risk.labelMean()).isCloseTo(2, within(EXACT));
    assertThat(risk.teacherMean()).isCloseTo(1, within(EXACT));
    assertThat(risk.trueMean()).isCloseTo(1.5, within(EXACT));
    assertThat(risk.labelVariance()).isCloseTo(0.5, within(EXACT));
    assertThat(risk.teacherVariance()).isCloseTo(0, within(EXACT));
    assertThat(risk.covariance()).isCloseTo(0, within(EXACT));
    // A teacher that loses the same on each row has the least variance alone.
    assertThat(risk.bestLambda()).isEqualTo(1);
    assertThat(risk.isMixtureBetter()).isFalse();
  }

  /** a = 4, b = 2, c = 1: lambda* = (4 - 1) / (4 + 2 - 2) = 3/4; there (4 + 18 + 6) / 16 = 7/4. */
  @Test
  void leastVarianceLiesWhereTheDerivativeIsZero() {
    MixedRisk risk = new MixedRisk(0, 0, 0, 4, 2, 1);
    assertThat(risk.bestLambda()).isCloseTo(0.75, within(EXACT));
    assertThat(risk.isMixtureBetter()).isTrue();
    assertThat(risk.variance(0.75, 1)).isCloseTo(1.75, within(EXACT));
    assertThat(risk.variance(0, 2)).isCloseTo(2, within(EXACT));
    assertThat(risk.variance(1, 2)).isCloseTo(1, within(EXACT));
    for (double lambda = 0; lambda <= 1; lambda += 0.01) {
      assertThat(risk.variance(lambda, 1)).isGreaterThanOrEqualTo(1.75 - EXACT);
    }
  }

  /** a = 4, b = 2, c = 2.5 > b: the parabola's vertex 1.5 / 1 lies outside, the end 1 is best. */
  @Test
  void anEndIsBestWhereTheCovarianceIsLarge() {
    MixedRisk risk = new MixedRisk(0, 0, 0, 4, 2, 2.5);
    assertThat(risk.bestLambda()).isEqualTo(1);
    assertThat(risk.isMixtureBetter()).isFalse();
  }

  @Test
  void equalLossesLeaveNothingToChoose() {
    assertThat(new MixedRisk(1, 1, 1, 3, 3, 3).bestLambda()).isZero();
  }

  /**
   * a = 4, b = 2, c = 1, N = 2, biases 0 and 1: A = 2, B = 1 + 1 = 2, C = 1/2, so lambda = (2 - .5)
   * / (4 - 1) = 1/2, and the error there (2 + 2 + 2 x .5) / 4 = 5/4.
   */
  @Test
  void leastErrorTradesVarianceForBias() {
    MixedRisk risk = new MixedRisk(3, 4, 3, 4, 2, 1);
    assertThat(risk.leastErrorLambda(2)).isCloseTo(0.5, within(EXACT));
    assertThat(risk.squaredError(0.5, 2)).isCloseTo(1.25, within(EXACT));
    // With many rows only the bias counts, and labels have none.
    assertThat(risk.leastErrorLambda(100_000_000)).isCloseTo(0, within(1e-6));
  }

  @Test
  void simulationAgreesWithTheFormula() {
    int rows = 300;
    int classes = 4;
    SplittableRandom random = new SplittableRandom(5);
    double[] loss = random.doubles(rows * (long) classes, 0, 4).toArray();
    MixedRisk.Posteriors posteriors =
        new MixedRisk.Posteriors(
            classes,
            posterior(random, rows, classes),
            posterior(random, rows, classes),
            posterior(random, rows, classes));
    MixedRisk risk = MixedRisk.of(posteriors, loss);
    MixedRiskSimulation simulation = MixedRiskSimulation.run(posteriors, loss, 50, 20_000, 3);
    for (double lambda : new double[] {0, 0.3, risk.bestLambda(), 1}) {
      MixedRiskSimulation.Measured measured = simulation.variance(lambda);
      assertThat(measured.variance())
          .isCloseTo(risk.variance(lambda, 50), within(4 * measured.standardError()));
      // An error of a hundredth is what 20,000 sets can tell: sqrt(2 / 20,000) of the variance.
      assertThat(measured.standardError()).isLessThan(0.012 * measured.variance());
    }
  }

  private static double[] posterior(SplittableRandom random, int rows, int classes) {
    double[] posterior = random.doubles((long) rows * classes).toArray();
    for (int i = 0; i < rows; i++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += posterior[i * classes + c];
      }
      for (int c = 0; c < classes; c++) {
        posterior[i * classes + c] /= sum;
      }
    }
    return posterior;
  }
}
