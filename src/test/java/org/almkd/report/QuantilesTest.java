package org.almkd.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QuantilesTest {
  @Test
  void interpolatesBetweenOrderStatistics() {
    Quantiles quantiles = new Quantiles(new float[] {4, 1, 3, 2});
    assertThat(quantiles.at(0)).isEqualTo(1);
    assertThat(quantiles.at(0.25)).isEqualTo(1.75);
    assertThat(quantiles.at(0.5)).isEqualTo(2.5);
    assertThat(quantiles.at(0.95)).isCloseTo(3.85, within(1e-12));
    assertThat(quantiles.at(1)).isEqualTo(4);
    assertThat(quantiles.mean()).isEqualTo(2.5);
  }

  @Test
  void ofOneNumberAreThatNumber() {
    assertThat(new Quantiles(new float[] {7}).at(0.25)).isEqualTo(7);
  }

  @Test
  void ofNothingAreUnknown() {
    assertThat(new Quantiles(new float[0]).at(0.5)).isNaN();
    assertThat(new Quantiles(new float[0]).mean()).isNaN();
  }

  @Test
  void leaveTheNumbersAsTheyAre() {
    float[] values = {2, 1};
    assertThat(new Quantiles(values).at(0)).isEqualTo(1);
    assertThat(values).containsExactly(2, 1);
  }
}
