package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.almkd.golden.GoldenOps;
import org.almkd.loss.Columns;
import org.almkd.loss.Softmax;
import org.junit.jupiter.api.Test;

class OuterTargetTest {
  /** Softmaxes (1/4, 3/4) and (1/2, 1/2) of two rows. */
  private static final double[] FIRST = {0, Math.log(3), 0, 0};

  /** Softmaxes (3/4, 1/4) and (1/2, 1/2). */
  private static final double[] SECOND = {Math.log(3), 0, 5, 5};

  private static final double[][] BOTH = {FIRST, SECOND};
  private static final int[] LABELS = {1, 0};

  @Test
  void blendsOneTeacherWithTheLabel() {
    // .8 (1/4, 3/4) + .2 (0, 1) = (.2, .8); .8 (1/2, 1/2) + .2 (1, 0) = (.6, .4).
    assertThat(target(new OuterTarget(new int[] {0}, 0.2), BOTH, LABELS, 2))
        .containsExactly(new double[] {0.2, 0.8, 0.6, 0.4}, within(1e-13));
  }

  @Test
  void averagesTheSoftmaxesOfSeveralTeachersNotTheirLogits() {
    // Mean of (1/4, 3/4) and (3/4, 1/4) is (1/2, 1/2).
    assertThat(target(new OuterTarget(new int[] {0, 1}, 0.2), BOTH, LABELS, 2))
        .containsExactly(new double[] {0.4, 0.6, 0.6, 0.4}, within(1e-13));
    double[] sharp = {0, Math.log(9), 0, 0};
    // Softmaxes (1/10, 9/10) and (1/2, 1/2) average to (.3, .7); their logits would give (1/4,
    // 3/4).
    assertThat(
            target(
                new OuterTarget(new int[] {0, 1}, 0),
                new double[][] {sharp, new double[4]},
                LABELS,
                2))
        .containsExactly(new double[] {0.3, 0.7, 0.5, 0.5}, within(1e-13));
  }

  @Test
  void choosesOneOfTheTeachers() {
    assertThat(target(new OuterTarget(new int[] {1}, 0), BOTH, LABELS, 2))
        .containsExactly(new double[] {0.75, 0.25, 0.5, 0.5}, within(1e-13));
  }

  @Test
  void isTheLabelWithoutTeachersOrWithFullBlend() {
    assertThat(target(new OuterTarget(new int[0], 0.2), BOTH, LABELS, 2))
        .containsExactly(0, 1, 1, 0);
    assertThat(target(new OuterTarget(new int[] {0}, 1), BOTH, LABELS, 2))
        .containsExactly(0, 1, 1, 0);
  }

  @Test
  void agreesWithAnIndependentProgram() {
    int[] labels = GoldenOps.integers("loss_y");
    double[] target =
        target(
            new OuterTarget(new int[] {0}, 0.2),
            new double[][] {GoldenOps.flat("loss_t")},
            labels,
            5);
    assertThat(target).containsExactly(GoldenOps.flat("loss_valtarget_a02"), within(1e-13));
  }

  @Test
  void givesTheOuterGradientOfAnIndependentProgram() {
    double[] target =
        target(
            new OuterTarget(new int[] {0}, 0.2),
            new double[][] {GoldenOps.flat("loss_t")},
            GoldenOps.integers("loss_y"),
            5);
    double[] logits = GoldenOps.flat("loss_z");
    double[] gradient = new double[logits.length];
    for (int row = 0; row < logits.length; row += 5) {
      Softmax.write(logits, row, 5, 1, gradient, row);
    }
    for (int j = 0; j < gradient.length; j++) {
      gradient[j] -= target[j];
    }
    assertThat(gradient).containsExactly(GoldenOps.flat("loss_gklval"), within(1e-13));
  }

  /** Returns q, row-major, given teacher logits that are row-major, too. */
  private static double[] target(
      OuterTarget target, double[][] teacherLogits_KNC, int[] labels, int classes) {
    double[][][] teachers_KCN =
        Arrays.stream(teacherLogits_KNC)
            .map(t -> Columns.of(t, classes))
            .toArray(double[][][]::new);
    double[][] anyLogits_CN = new double[classes][labels.length];
    return Columns.toRows(target.of(new ClassColumns(anyLogits_CN, labels, teachers_KCN)));
  }
}
