package org.almkd.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.almkd.derivative.CentralDifferences;
import org.almkd.golden.GoldenOps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistillationTest {
  private static final double TIGHT = 1e-14;

  @Test
  void theTeacherIsTheReferenceOfTheDivergence() {
    // Student (1/2, 1/2), teacher (3/4, 1/4): KL(teacher || student) = 3/4 ln(3/2) + 1/4 ln(1/2)
    // = 0.1308; the other direction would be 1/2 ln(2/3) + 1/2 ln 2 = 0.1438.
    double[] student = {0, 0};
    double[] teacher = Logits.proportionalTo(1, 3, 1);
    assertThat(Distillation.value(student, 0, teacher, 0, 2, 1))
        .isEqualTo(0.75 * Math.log(1.5) + 0.25 * Math.log(0.5), within(TIGHT))
        .isEqualTo(0.1308, within(5e-5));
  }

  @Test
  void temperatureScalesTheLossByItsSquareAndTheGradientByItself() {
    // At temperature tau student (1/4, 1/4, 1/2), teacher (1/2, 1/4, 1/4), so that KL = 1/4 ln 2,
    // loss = tau^2/4 ln 2 and gradient = tau (-1/4, 0, 1/4).
    for (double tau : new double[] {1, 2, 4}) {
      double[] student = Logits.proportionalTo(tau, 1, 1, 2);
      double[] teacher = Logits.proportionalTo(tau, 2, 1, 1);
      double[] gradient = new double[3];
      double loss = Distillation.addTo(student, 0, teacher, 0, 3, tau, 1, gradient, new double[6]);
      assertThat(loss).as("tau %s", tau).isEqualTo(tau * tau / 4 * Math.log(2), within(1e-13));
      assertThat(gradient)
          .as("tau %s", tau)
          .containsExactly(new double[] {-tau / 4, 0, tau / 4}, within(1e-13));
      assertThat(Distillation.value(student, 0, teacher, 0, 3, tau)).isEqualTo(loss);
    }
  }

  @Test
  void addsTheWeightedGradientOfOneRowInsideArrays() {
    double[] student =
        Logits.concatenate(new double[] {9, 9, 9}, Logits.proportionalTo(2, 1, 1, 2));
    double[] teacher = Logits.concatenate(new double[] {5}, Logits.proportionalTo(2, 2, 1, 1));
    double[] gradient = {1, 1, 1, 10, 20, 30};
    double loss = Distillation.addTo(student, 3, teacher, 1, 3, 2, 3, gradient, new double[6]);
    assertThat(loss).isEqualTo(3 * Math.log(2), within(1e-13));
    assertThat(gradient).containsExactly(new double[] {1, 1, 1, 8.5, 20, 31.5}, within(1e-13));
    assertThat(Distillation.value(student, 3, teacher, 1, 3, 2))
        .isEqualTo(Math.log(2), within(1e-13));
  }

  @Property(tries = 200)
  void theGradientIsTheDerivative(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.5, max = 8) double temperature) {
    double[] student = Logits.random(seed, 5, 6);
    double[] teacher = Logits.random(~seed, 5, 6);
    CentralDifferences.assertAgree(
        "distillation",
        CentralDifferences.of(
            z -> Distillation.value(z, 0, teacher, 0, 5, temperature), student, 1e-4),
        gradient(student, teacher, temperature),
        1e-7);
  }

  @Property
  void isAboveZeroWhereTheSoftmaxesDiffer(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.5, max = 8) double temperature) {
    double[] student = Logits.random(seed, 5, 6);
    double[] teacher = student.clone();
    teacher[Math.floorMod(seed, 5)] += 0.01;
    assertThat(Distillation.value(student, 0, teacher, 0, 5, temperature)).isGreaterThan(0);
  }

  @Property
  void isZeroWhereTheSoftmaxesAgree(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.5, max = 8) double temperature,
      @ForAll @DoubleRange(min = -100, max = 100) double constant) {
    double[] student = Logits.random(seed, 5, 50);
    double[] teacher = Arrays.stream(student).map(z -> z + constant).toArray();
    assertThat(Distillation.value(student, 0, teacher, 0, 5, temperature))
        .isEqualTo(0, within(1e-11));
    assertThat(gradient(student, teacher, temperature))
        .containsExactly(new double[5], within(1e-12));
  }

  @Property
  void addingAConstantChangesNothing(
      @ForAll long seed,
      @ForAll @DoubleRange(min = -500, max = 500) double toStudent,
      @ForAll @DoubleRange(min = -500, max = 500) double toTeacher) {
    double[] student = Logits.random(seed, 5, 10);
    double[] teacher = Logits.random(~seed, 5, 10);
    double[] movedStudent = Arrays.stream(student).map(z -> z + toStudent).toArray();
    double[] movedTeacher = Arrays.stream(teacher).map(z -> z + toTeacher).toArray();
    assertThat(Distillation.value(movedStudent, 0, movedTeacher, 0, 5, 4))
        .isEqualTo(Distillation.value(student, 0, teacher, 0, 5, 4), within(1e-10));
    assertThat(gradient(movedStudent, movedTeacher, 4))
        .containsExactly(gradient(student, teacher, 4), within(1e-11));
  }

  @Test
  void extremeLogitsStayFinite() {
    // Both are certain of opposite classes: KL = (1e4 + 1e4) / tau, so that the loss is tau 2e4.
    double[] student = {1e4, -1e4};
    double[] teacher = {-1e4, 1e4};
    assertThat(Distillation.value(student, 0, teacher, 0, 2, 4)).isEqualTo(8e4, within(1e-9));
    assertThat(gradient(student, teacher, 4)).containsExactly(4, -4);
    assertThat(Distillation.value(student, 0, student, 0, 2, 4)).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void nonFiniteLogitsGiveANonFiniteLoss(double bad) {
    for (int place = 0; place < 3; place++) {
      double[] broken = {1, 2, 3};
      broken[place] = bad;
      double[] whole = {0.5, 0, -1};
      assertThat(Distillation.value(broken, 0, whole, 0, 3, 2))
          .as("student, place %d", place)
          .isNotFinite();
      assertThat(Distillation.value(whole, 0, broken, 0, 3, 2))
          .as("teacher, place %d", place)
          .isNotFinite();
      assertThat(Distillation.value(broken, 0, broken, 0, 3, 2))
          .as("both, place %d", place)
          .isNotFinite();
    }
  }

  @Test
  void agreesWithAnIndependentProgram() {
    double[] student = GoldenOps.flat("loss_z");
    double[] teacher = GoldenOps.flat("loss_t");
    double[] losses = new double[6];
    double[] gradient = new double[student.length];
    for (int i = 0; i < losses.length; i++) {
      losses[i] =
          Distillation.addTo(student, i * 5, teacher, i * 5, 5, 4, 1, gradient, new double[10]);
    }
    assertThat(losses).containsExactly(GoldenOps.flat("loss_kd_tau4"), within(1e-13));
    assertThat(gradient).containsExactly(GoldenOps.flat("loss_gkd_tau4"), within(1e-13));
  }

  @Test
  void agreesWithAnIndependentProgramOnExtremeLogits() {
    double[] student = GoldenOps.flat("extreme_z");
    double[] teacher = GoldenOps.flat("extreme_t");
    double[] expected = GoldenOps.flat("extreme_kd_tau4");
    for (int i = 0; i < 2; i++) {
      assertThat(Distillation.value(student, i * 3, teacher, i * 3, 3, 4))
          .as("row %d", i)
          .isEqualTo(expected[i], within(1e-10));
    }
  }

  private static double[] gradient(double[] student, double[] teacher, double temperature) {
    double[] gradient = new double[student.length];
    Distillation.addTo(
        student,
        0,
        teacher,
        0,
        student.length,
        temperature,
        1,
        gradient,
        new double[2 * student.length]);
    return gradient;
  }
}
