package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.almkd.config.GradientKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossRuleTest {
  /** One rule of each kind for three teachers. */
  static List<LossRule> rules() {
    return List.of(
        new LossRule.Labels(3),
        new LossRule.Fixed(0.9, 3),
        new LossRule.AlmKd(3, GradientKind.PAPER),
        new LossRule.AlmKd(3, GradientKind.EXACT),
        new LossRule.Amal(3),
        new LossRule.Doubt(0.1, 3),
        new LossRule.BelievedLabels(3),
        new LossRule.Dgkd(0.9, 3, 0.5, 1),
        new LossRule.Kept(0.9, new boolean[] {true, false, true}));
  }

  @Test
  void everyKindOfRuleIsTestedHere() {
    assertThat(rules().stream().<Class<?>>map(Object::getClass).distinct())
        .containsExactlyInAnyOrder(LossRule.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void writesFourWeightsAndNothingElse(LossRule rule) {
    double[] lambdas = {9, 0.2, 0.5, 0.1, 0.3, 9};
    double[] weights = new double[7];
    Arrays.fill(weights, Double.NaN);
    rule.writeWeights(lambdas, 1, weights, 2);
    assertThat(Arrays.copyOfRange(weights, 0, 2)).containsOnly(Double.NaN);
    assertThat(Arrays.copyOfRange(weights, 2, 6)).doesNotContain(Double.NaN);
    assertThat(weights[6]).isNaN();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void writesOneDerivativeALambdaAndNothingElse(LossRule rule) {
    double[] gradient = new double[6];
    Arrays.fill(gradient, Double.NaN);
    rule.writeGradient(new double[6], 1, new double[] {1, 2, 3, 4}, gradient);
    for (int j = 0; j < gradient.length; j++) {
      boolean written = j >= 1 && j < 1 + rule.columns();
      assertThat(Double.isNaN(gradient[j])).as("entry %d", j).isEqualTo(!written);
    }
  }

  /** All but eq 14 as printed, which is no derivative where there are several teachers. */
  static List<LossRule> rulesWithDerivatives() {
    return rules().stream()
        .filter(rule -> !rule.equals(new LossRule.AlmKd(3, GradientKind.PAPER)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("rulesWithDerivatives")
  void weightsChangeByTheDerivativeThatIsWritten(LossRule rule) {
    // d (slopes . w) / d lambda.
    SplittableRandom random = new SplittableRandom(3);
    double[] slopes = random.doubles(4, -1, 1).toArray();
    double[] lambdas = {0.2, 0.7, 0.4, 0.1};
    double[] gradient = new double[4];
    rule.writeGradient(lambdas, 0, slopes, gradient);
    for (int r = 0; r < rule.columns(); r++) {
      double[] above = lambdas.clone();
      double[] below = lambdas.clone();
      above[r] += 0.01;
      below[r] -= 0.01;
      assertThat(gradient[r])
          .as("lambda %d", r)
          .isEqualTo(
              (weighted(rule, above, slopes) - weighted(rule, below, slopes)) / 0.02,
              within(1e-12));
    }
  }

  private static double weighted(LossRule rule, double[] lambdas, double[] slopes) {
    double[] weights = new double[4];
    rule.writeWeights(lambdas, 0, weights, 0);
    double sum = 0;
    for (int m = 0; m < weights.length; m++) {
      sum += weights[m] * slopes[m];
    }
    return sum;
  }

  @Test
  void labelsTrustTheLabelAlone() {
    assertThat(weights(new LossRule.Labels(3))).containsExactly(1, 0, 0, 0);
    assertThat(weights(new LossRule.Labels(0), 1)).containsExactly(1);
    assertThat(new LossRule.Labels(3).columns()).isZero();
  }

  @Test
  void fixedSharesItsLambdaAmongTheTeachers() {
    assertThat(weights(new LossRule.Fixed(0.9, 3)))
        .containsExactly(new double[] {0.1, 0.3, 0.3, 0.3}, within(1e-15));
    assertThat(new LossRule.Fixed(0.9, 3).columns()).isZero();
    assertThat(weights(new LossRule.Fixed(0, 1), 2)).containsExactly(1, 0);
    assertThat(weights(new LossRule.Fixed(1, 1), 2)).containsExactly(0, 1);
  }

  @Test
  void almKdLeavesTheLabelWhatTheLargestLambdaLeaves() {
    for (GradientKind kind : GradientKind.values()) {
      LossRule rule = new LossRule.AlmKd(3, kind);
      assertThat(weights(rule, 4, 0.2, 0.7, 0.4))
          .containsExactly(new double[] {0.3, 0.2, 0.7, 0.4}, within(1e-15));
      assertThat(rule.columns()).isEqualTo(3);
    }
  }

  @Test
  void almKdWithOneTeacherIsTheMixOfTwo() {
    assertThat(weights(new LossRule.AlmKd(1, GradientKind.PAPER), 2, 0.25))
        .containsExactly(0.75, 0.25);
  }

  @Test
  void thePaperSubtractsTheLabelsSlopeForEveryTeacher() {
    assertThat(gradient(new LossRule.AlmKd(3, GradientKind.PAPER), 0.2, 0.7, 0.4))
        .containsExactly(10 - 1, 20 - 1, 30 - 1);
  }

  @Test
  void theExactGradientSubtractsItForTheLargestAlone() {
    LossRule exact = new LossRule.AlmKd(3, GradientKind.EXACT);
    assertThat(gradient(exact, 0.2, 0.7, 0.4)).containsExactly(10, 20 - 1, 30);
    assertThat(gradient(exact, 0.2, 0.3, 0.4)).containsExactly(10, 20, 30 - 1);
  }

  @Test
  void tiesGoToTheLowestIndex() {
    LossRule exact = new LossRule.AlmKd(3, GradientKind.EXACT);
    assertThat(gradient(exact, 0.5, 0.5, 0.5)).containsExactly(10 - 1, 20, 30);
    assertThat(gradient(exact, 0.1, 0.5, 0.5)).containsExactly(10, 20 - 1, 30);
  }

  @Test
  void amalWeighsLabelAndTeachersFreely() {
    LossRule rule = new LossRule.Amal(2);
    assertThat(rule.columns()).isEqualTo(3);
    assertThat(weights(rule, 3, 0.9, 0.1, 1.5)).containsExactly(0.9, 0.1, 1.5);
    double[] gradient = new double[3];
    rule.writeGradient(new double[] {0.9, 0.1, 1.5}, 0, new double[] {1, 10, 20}, gradient);
    assertThat(gradient).containsExactly(1, 10, 20);
  }

  @Test
  void doubtMovesWeightFromTheLabelToTheTeachers() {
    LossRule one = new LossRule.Doubt(0.1, 1);
    assertThat(one.columns()).isEqualTo(1);
    // lambda = q + (1 - q) .1: 0 -> .1, .5 -> .55, 1 -> 1.
    assertThat(weights(one, 2, 0)).containsExactly(0.9, 0.1);
    assertThat(weights(one, 2, 0.5)).containsExactly(new double[] {0.45, 0.55}, within(1e-15));
    assertThat(weights(one, 2, 1)).containsExactly(0, 1);
    assertThat(weights(new LossRule.Doubt(0.1, 2), 3, 0.5))
        .containsExactly(new double[] {0.45, 0.275, 0.275}, within(1e-15));
  }

  @Test
  void believedLabelsWeighWhatIsNotDoubted() {
    assertThat(weights(new LossRule.BelievedLabels(0), 1, 0)).containsExactly(1);
    assertThat(weights(new LossRule.BelievedLabels(2), 3, 0.75)).containsExactly(0.25, 0, 0);
    assertThat(weights(new LossRule.BelievedLabels(0), 1, 1)).containsExactly(0);
  }

  @Test
  void dgkdIsTheMeanOfTheTeachersThatAreKept() {
    // (1 - .9) CE + .9 (KD_1 + KD_3) / 2: the second is left out.
    assertThat(weights(new LossRule.Kept(0.9, new boolean[] {true, false, true})))
        .containsExactly(new double[] {0.1, 0.45, 0, 0.45}, within(1e-15));
  }

  @Test
  void dgkdIsCrossEntropyWhereAllTeachersAreLeftOut() {
    assertThat(weights(new LossRule.Kept(0.9, new boolean[3]))).containsExactly(1, 0, 0, 0);
  }

  @Test
  void dgkdThatLeavesNoneOutIsFixed() {
    for (int teachers = 1; teachers <= 7; teachers++) {
      LossRule dgkd = new LossRule.Dgkd(0.9, teachers, 0, 5);
      assertThat(dgkd.at(3, 1, 4)).isSameAs(dgkd);
      assertThat(weights(dgkd, 1 + teachers))
          .containsExactly(weights(new LossRule.Fixed(0.9, teachers), 1 + teachers));
    }
  }

  @Test
  void dgkdLeavesTeachersOutByTheBatch() {
    // Each of 3 teachers is left out of a quarter of 20,000 batches: 5,000, standard deviation 61.
    LossRule rule = new LossRule.Dgkd(0.9, 3, 0.25, 5);
    int[] left = new int[3];
    int none = 0;
    for (int batch = 0; batch < 20_000; batch++) {
      double[] weights = weights(rule.at(batch / 200, batch % 2, batch % 200));
      for (int k = 0; k < 3; k++) {
        left[k] += weights[1 + k] == 0 ? 1 : 0;
      }
      none += weights[0] == 1 ? 1 : 0;
    }
    assertThat(Arrays.stream(left).boxed()).allSatisfy(n -> assertThat(n).isBetween(4_700, 5_300));
    // All three at once: 20,000 / 64 = 312, standard deviation 18.
    assertThat(none).isBetween(220, 400);
  }

  @Test
  void whatDgkdLeavesOutIsAFunctionOfSeedEpochShardAndBatch() {
    boolean[] usual = kept(5, 2, 1, 3);
    assertThat(kept(5, 2, 1, 3)).isEqualTo(usual);
    assertThat(kept(6, 2, 1, 3)).isNotEqualTo(usual);
    assertThat(kept(5, 3, 1, 3)).isNotEqualTo(usual);
    assertThat(kept(5, 2, 2, 3)).isNotEqualTo(usual);
    assertThat(kept(5, 2, 1, 4)).isNotEqualTo(usual);
  }

  /** Sixty teachers, so that two draws that are alike would be no accident. */
  private static boolean[] kept(long seed, int epoch, int shard, int batch) {
    LossRule rule = new LossRule.Dgkd(0.9, 60, 0.5, seed).at(epoch, shard, batch);
    return ((LossRule.Kept) rule).kept_K();
  }

  @Test
  void otherRulesAreTheSameInEveryBatch() {
    for (LossRule rule : rules().subList(0, 5)) {
      assertThat(rule.at(7, 1, 2)).isSameAs(rule);
    }
  }

  private static double[] weights(LossRule rule) {
    return weights(rule, 4);
  }

  private static double[] weights(LossRule rule, int count, double... lambdas) {
    double[] weights = new double[count];
    rule.writeWeights(lambdas, 0, weights, 0);
    return weights;
  }

  /** Returns the derivatives where w_0 has slope 1 and the teachers 10, 20, 30. */
  private static double[] gradient(LossRule rule, double... lambdas) {
    double[] gradient = new double[3];
    rule.writeGradient(lambdas, 0, new double[] {1, 10, 20, 30}, gradient);
    return gradient;
  }
}
