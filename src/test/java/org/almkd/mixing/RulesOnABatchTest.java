package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.almkd.config.GradientKind;
import org.almkd.loss.MixedLoss;
import org.almkd.loss.TargetLayout;
import org.junit.jupiter.api.Test;

/**
 * Loss and gradient of every rule on a batch of two rows, temperature 2, worked out by hand.
 *
 * <p>The student says (0, 0, 2 ln 2) of both rows: softmax (1/6, 1/6, 2/3) at temperature 1 and
 * (1/4, 1/4, 1/2) at temperature 2. Row 0 has label 2: CE = ln 3/2, dS = (1/6, 1/6, -1/3). Row 1
 * has label 0: CE = ln 6, dS = (-5/6, 1/6, 2/3).
 *
 * <p>A sure teacher says (2 ln 2, 0, 0), which is (1/2, 1/4, 1/4) at temperature 2: KD = 4 (1/2 ln
 * 2 + 1/4 ln 1 + 1/4 ln 1/2) = ln 2, dK = 2 (1/4 - 1/2, 0, 1/2 - 1/4) = (-1/2, 0, 1/2). A flat one
 * says (0, 0, 0): KD = 4 (2/3 ln 4/3 + 1/3 ln 2/3) = 4/3 ln 32/27, dK = 2 (1/4 - 1/3, 1/4 - 1/3,
 * 1/2 - 1/3) = (-1/6, -1/6, 1/3).
 *
 * <p>The first teacher is sure of row 0 and flat on row 1, the second the other way round.
 */
class RulesOnABatchTest {
  private static final double[] STUDENT = {0, 0, 2 * Math.log(2)};
  private static final double[] SURE = {2 * Math.log(2), 0, 0};
  private static final double[] FLAT = {0, 0, 0};

  private static final double CE_0 = Math.log(1.5);
  private static final double CE_1 = Math.log(6);
  private static final double SURE_KD = Math.log(2);
  private static final double FLAT_KD = 4.0 / 3 * Math.log(32.0 / 27);

  private static final double[] DS_0 = {1.0 / 6, 1.0 / 6, -1.0 / 3};
  private static final double[] DS_1 = {-5.0 / 6, 1.0 / 6, 2.0 / 3};
  private static final double[] SURE_DK = {-0.5, 0, 0.5};
  private static final double[] FLAT_DK = {-1.0 / 6, -1.0 / 6, 1.0 / 3};

  @Test
  void labels() {
    Batch batch = Batch.of(new LossRule.Labels(0), 0);
    batch.is(CE_0 + CE_1, DS_0, DS_1);
  }

  /** And takd, whose student has the last assistant for its only teacher. */
  @Test
  void fixedWithOneTeacher() {
    Batch batch = Batch.of(new LossRule.Fixed(0.9, 1), 1);
    // Row 0: .1 (1/6, 1/6, -1/3) + .9 (-1/2, 0, 1/2) = (-26/60, 1/60, 25/60).
    // Row 1: .1 (-5/6, 1/6, 2/3) + .9 (-1/6, -1/6, 1/3) = (-14/60, -8/60, 22/60).
    batch.is(
        0.1 * CE_0 + 0.9 * SURE_KD + 0.1 * CE_1 + 0.9 * FLAT_KD,
        new double[] {-26.0 / 60, 1.0 / 60, 25.0 / 60},
        new double[] {-14.0 / 60, -8.0 / 60, 22.0 / 60});
  }

  /** And dgkd that leaves none of two teachers out. */
  @Test
  void fixedWithTwoTeachers() {
    for (LossRule rule : new LossRule[] {new LossRule.Fixed(0.9, 2), dgkd(2, 0)}) {
      // Row 0: .1 (1/6, 1/6, -1/3) + .45 (-1/2, 0, 1/2) + .45 (-1/6, -1/6, 1/3)
      //   = (1 - 13.5 - 4.5, 1 - 4.5, -2 + 13.5 + 9) / 60 = (-17, -3.5, 20.5) / 60.
      // Row 1: .1 (-5/6, 1/6, 2/3) + the same = (-5 - 18, 1 - 4.5, 4 + 22.5) / 60.
      Batch.of(rule, 2)
          .is(
              0.1 * (CE_0 + CE_1) + 0.9 * (SURE_KD + FLAT_KD),
              new double[] {-17.0 / 60, -3.5 / 60, 20.5 / 60},
              new double[] {-23.0 / 60, -3.5 / 60, 26.5 / 60});
    }
  }

  @Test
  void almKdWithOneTeacher() {
    Batch batch = Batch.of(new LossRule.AlmKd(1, GradientKind.PAPER), 1, 0.25, 0.5);
    // Row 0, lambda 1/4: 3/4 (1/6, 1/6, -1/3) + 1/4 (-1/2, 0, 1/2) = (0, 1/8, -1/8).
    // Row 1, lambda 1/2: 1/2 (-5/6, 1/6, 2/3) + 1/2 (-1/6, -1/6, 1/3) = (-1/2, 0, 1/2).
    batch.is(
        0.75 * CE_0 + 0.25 * SURE_KD + 0.5 * CE_1 + 0.5 * FLAT_KD,
        new double[] {0, 1.0 / 8, -1.0 / 8},
        new double[] {-0.5, 0, 0.5});
  }

  @Test
  void almKdWithTwoTeachers() {
    Batch batch = Batch.of(new LossRule.AlmKd(2, GradientKind.EXACT), 2, 0.2, 0.6, 0.5, 0.1);
    // Row 0, label weight 1 - .6: .4 (1/6, 1/6, -1/3) + .2 (-1/2, 0, 1/2) + .6 (-1/6, -1/6, 1/3)
    //   = (4 - 6 - 6, 4 - 6, -8 + 6 + 12) / 60 = (-8, -2, 10) / 60.
    // Row 1, label weight 1 - .5, the flat teacher first: .5 (-5/6, 1/6, 2/3)
    //   + .5 (-1/6, -1/6, 1/3) + .1 (-1/2, 0, 1/2) = (-25 - 5 - 3, 5 - 5, 20 + 10 + 3) / 60.
    batch.is(
        0.4 * CE_0 + 0.2 * SURE_KD + 0.6 * FLAT_KD + 0.5 * CE_1 + 0.5 * FLAT_KD + 0.1 * SURE_KD,
        new double[] {-8.0 / 60, -2.0 / 60, 10.0 / 60},
        new double[] {-33.0 / 60, 0, 33.0 / 60});
  }

  @Test
  void amal() {
    Batch batch = Batch.of(new LossRule.Amal(2), 2, 0.9, 0.3, 1.2, 0, 1, 0.5);
    // Row 0: .9 (1/6, 1/6, -1/3) + .3 (-1/2, 0, 1/2) + 1.2 (-1/6, -1/6, 1/3)
    //   = (9 - 9 - 12, 9 - 12, -18 + 9 + 24) / 60 = (-12, -3, 15) / 60.
    // Row 1: 0 + 1 (-1/6, -1/6, 1/3) + .5 (-1/2, 0, 1/2) = (-25, -10, 35) / 60.
    batch.is(
        0.9 * CE_0 + 0.3 * SURE_KD + 1.2 * FLAT_KD + FLAT_KD + 0.5 * SURE_KD,
        new double[] {-12.0 / 60, -3.0 / 60, 15.0 / 60},
        new double[] {-25.0 / 60, -10.0 / 60, 35.0 / 60});
  }

  @Test
  void dgkdWithTheFirstOfTwoTeachersLeftOut() {
    Batch batch = Batch.of(new LossRule.Kept(0.9, new boolean[] {false, true}), 2);
    // Row 0: .1 (1/6, 1/6, -1/3) + .9 (-1/6, -1/6, 1/3) = (-8, -8, 16) / 60.
    // Row 1: .1 (-5/6, 1/6, 2/3) + .9 (-1/2, 0, 1/2) = (-5 - 27, 1, 4 + 27) / 60.
    batch.is(
        0.1 * (CE_0 + CE_1) + 0.9 * (FLAT_KD + SURE_KD),
        new double[] {-8.0 / 60, -8.0 / 60, 16.0 / 60},
        new double[] {-32.0 / 60, 1.0 / 60, 31.0 / 60});
  }

  @Test
  void dgkdWithAllTeachersLeftOut() {
    Batch.of(new LossRule.Kept(0.9, new boolean[2]), 2).is(CE_0 + CE_1, DS_0, DS_1);
  }

  @Test
  void teachersAreWhatTheCommentSays() {
    Batch.of(new LossRule.Fixed(1, 1), 1).is(SURE_KD + FLAT_KD, SURE_DK, FLAT_DK);
  }

  private static LossRule dgkd(int teachers, double drop) {
    return new LossRule.Dgkd(0.9, teachers, drop, 1);
  }

  /** Sum of the losses, and gradients of both rows. */
  private record Batch(double sum, double[] gradient) {
    /** Lambdas are those of row 0, then of row 1. */
    static Batch of(LossRule rule, int teachers, double... lambdas) {
      TargetLayout layout = new TargetLayout(3, teachers);
      double[] logits = new double[6];
      double[] targets = new double[2 * layout.width()];
      for (int row = 0; row < 2; row++) {
        int from = row * layout.width();
        System.arraycopy(STUDENT, 0, logits, row * 3, 3);
        targets[from] = row == 0 ? 2 : 0;
        rule.writeWeights(lambdas, row * rule.columns(), targets, from + layout.weights());
        for (int k = 0; k < teachers; k++) {
          System.arraycopy(k == row ? SURE : FLAT, 0, targets, from + layout.logits(k), 3);
        }
      }
      double[] gradient = new double[6];
      double sum = new MixedLoss(layout, 2).sumAndGradient(logits, targets, 2, gradient);
      return new Batch(sum, gradient);
    }

    void is(double expected, double[] first, double[] second) {
      assertThat(sum).isEqualTo(expected, within(1e-13));
      double[] both = {first[0], first[1], first[2], second[0], second[1], second[2]};
      assertThat(gradient).containsExactly(both, within(1e-13));
    }
  }
}
