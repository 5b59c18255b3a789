package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ReliabilityTest {
  @Test
  void rowsFallIntoTheBinOfTheirSurestClass() {
    Reliability reliability = filled();
    // .5 lies in [7/15, 8/15), .9 and .92 in [13/15, 14/15), 1 in the last.
    assertThat(reliability.rows(7)).isEqualTo(1);
    assertThat(reliability.accuracy(7)).as("the lower of two equal classes").isEqualTo(1);
    assertThat(reliability.rows(13)).isEqualTo(2);
    assertThat(reliability.accuracy(13)).isEqualTo(0.5);
    assertThat(reliability.confidence(13)).isEqualTo(0.91, within(1e-15));
    assertThat(reliability.rows(14)).isEqualTo(1);
    assertThat(reliability.rows(0)).isZero();
    assertThat(reliability.accuracy(0)).isNaN();
    assertThat(reliability.confidence(0)).isNaN();
  }

  @Test
  void theErrorIsTheMeanGapOfTheRows() {
    // |1 - .5| + |1 - 1.82| + |1 - 1| = 1.32 over four rows.
    assertThat(filled().calibrationError()).isEqualTo(0.33, within(1e-15));
    assertThat(new Reliability().calibrationError()).isNaN();
  }

  @Test
  void mergingEqualsAddingTheRows() {
    Reliability merged = filled().merge(new Reliability()).merge(filled());
    assertThat(merged.rows(13)).isEqualTo(4);
    assertThat(merged.accuracy(13)).isEqualTo(0.5);
    assertThat(merged.calibrationError()).isEqualTo(0.33, within(1e-15));
  }

  private static Reliability filled() {
    Reliability reliability = new Reliability();
    reliability.add(new double[] {0.5, 0.5}, 0);
    reliability.add(new double[] {0.1, 0.9}, 1);
    reliability.add(new double[] {0.92, 0.08}, 1);
    reliability.add(new double[] {0, 1}, 1);
    return reliability;
  }
}
