package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LabelShareTest {
  private static final double TIGHT = 1e-12;

  @Test
  void teachersShareTheLambdaOfADoubt() {
    // Of the weights 1 - .4, .2 and .2, the label has .6.
    assertThat(LabelShare.ofDoubt(2).of(new double[] {0.4, 0.4}))
        .isEqualTo(0.6, org.assertj.core.api.Assertions.within(1e-15));
  }

  @Test
  void isOneMinusLambdaWithOneTeacher() {
    LabelShare share = new LabelShare(1, false);
    assertThat(share.of(new double[] {0})).isEqualTo(1);
    assertThat(share.of(new double[] {0.25})).isEqualTo(0.75);
    assertThat(share.of(new double[] {1})).isZero();
  }

  @Test
  void severalTeachersWeighTogether() {
    // The label has 1 - max = .4, the teachers .6 and .2.
    assertThat(new LabelShare(2, false).of(new double[] {0.6, 0.2}))
        .isEqualTo(0.4 / 1.2, within(TIGHT));
  }

  @Test
  void labelColumnIsTheLabelsOwnWeight() {
    assertThat(new LabelShare(3, true).of(new double[] {1.5, 0.25, 0.25}))
        .isEqualTo(0.75, within(TIGHT));
  }

  @Test
  void noWeightAtAllIsEvenlyShared() {
    assertThat(new LabelShare(3, true).of(new double[] {0, 0, 0}))
        .isEqualTo(1 / 3.0, within(TIGHT));
  }
}
