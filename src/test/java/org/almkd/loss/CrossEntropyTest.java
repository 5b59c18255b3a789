package org.almkd.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.almkd.derivative.CentralDifferences;
import org.almkd.golden.GoldenOps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossEntropyTest {
  private static final double TIGHT = 1e-14;

  @Test
  void isMinusTheLogarithmOfTheLabelsShare() {
    // Shares (1/8, 2/8, 5/8) and (1/2, 1/4, 1/4): losses of labels 2 and 1 are ln(8/5) and ln 4.
    double[] logits =
        Logits.concatenate(Logits.proportionalTo(1, 1, 2, 5), Logits.proportionalTo(1, 2, 1, 1));
    assertThat(CrossEntropy.value(logits, 0, 3, 2)).isEqualTo(Math.log(1.6), within(TIGHT));
    assertThat(CrossEntropy.value(logits, 3, 3, 1)).isEqualTo(Math.log(4), within(TIGHT));
  }

  @Test
  void addsTheWeightedGradientToWhatIsThere() {
    // Shares (1/8, 2/8, 5/8), label 2, weight 4: 4 (1/8, 2/8, -3/8) = (0.5, 1, -1.5) is added.
    double[] gradient = {7, 10, 20, 30};
    double[] logits = Logits.concatenate(new double[] {3}, Logits.proportionalTo(1, 1, 2, 5));
    double loss = CrossEntropy.addTo(logits, 1, 3, 2, 4, gradient, new double[3]);
    assertThat(loss).isEqualTo(4 * Math.log(1.6), within(TIGHT));
    assertThat(gradient).containsExactly(new double[] {7, 10.5, 21, 28.5}, within(1e-13));
  }

  @Property(tries = 200)
  void theGradientIsTheDerivative(@ForAll long seed, @ForAll @IntRange(max = 4) int label) {
    double[] logits = Logits.random(seed, 5, 6);
    CentralDifferences.assertAgree(
        "cross entropy",
        CentralDifferences.of(z -> CrossEntropy.value(z, 0, 5, label), logits, 1e-4),
        gradient(logits, label),
        1e-7);
  }

  @Property
  void addingAConstantChangesNothing(
      @ForAll long seed, @ForAll @DoubleRange(min = -500, max = 500) double constant) {
    double[] logits = Logits.random(seed, 5, 10);
    double[] moved = java.util.Arrays.stream(logits).map(z -> z + constant).toArray();
    assertThat(CrossEntropy.value(moved, 0, 5, 3))
        .isEqualTo(CrossEntropy.value(logits, 0, 5, 3), within(1e-11));
    assertThat(gradient(moved, 3)).containsExactly(gradient(logits, 3), within(1e-11));
  }

  @Property
  void isNeverBelowZero(@ForAll long seed, @ForAll @IntRange(max = 4) int label) {
    assertThat(CrossEntropy.value(Logits.random(seed, 5, 1e4), 0, 5, label))
        .isGreaterThanOrEqualTo(0)
        .isFinite();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void nonFiniteLogitsGiveANonFiniteLoss(double bad) {
    for (int place = 0; place < 3; place++) {
      double[] logits = {1, 2, 3};
      logits[place] = bad;
      assertThat(CrossEntropy.value(logits, 0, 3, 1)).as("place %d", place).isNotFinite();
      assertThat(CrossEntropy.addTo(logits, 0, 3, 1, 0.5, new double[3], new double[3]))
          .as("with gradient, place %d", place)
          .isNotFinite();
    }
  }

  @Test
  void agreesWithAnIndependentProgram() {
    int[] labels = GoldenOps.integers("loss_y");
    double[] logits = GoldenOps.flat("loss_z");
    double[] losses = new double[labels.length];
    double[] gradient = new double[logits.length];
    for (int i = 0; i < labels.length; i++) {
      losses[i] = CrossEntropy.value(logits, i * 5, 5, labels[i]);
      CrossEntropy.addTo(logits, i * 5, 5, labels[i], 1, gradient, new double[5]);
    }
    assertThat(losses).containsExactly(GoldenOps.flat("loss_ce"), within(1e-13));
    assertThat(gradient).containsExactly(GoldenOps.flat("loss_gce"), within(1e-13));
  }

  @Test
  void agreesWithAnIndependentProgramOnExtremeLogits() {
    double[] logits = GoldenOps.flat("extreme_z");
    for (int label = 0; label < 2; label++) {
      double[] expected = GoldenOps.flat("extreme_ce_y" + label);
      for (int i = 0; i < 2; i++) {
        assertThat(CrossEntropy.value(logits, i * 3, 3, label))
            .as("row %d, label %d", i, label)
            .isEqualTo(expected[i], within(1e-11));
      }
    }
  }

  private static double[] gradient(double[] logits, int label) {
    double[] gradient = new double[logits.length];
    CrossEntropy.addTo(logits, 0, logits.length, label, 1, gradient, new double[logits.length]);
    return gradient;
  }
}
