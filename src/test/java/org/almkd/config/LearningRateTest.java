package org.almkd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LearningRateTest {

  @Test
  void constantNeverChanges() {
    assertThat(new LearningRate.Constant(0.3).at(1000)).isEqualTo(0.3);
  }

  @Test
  void cosineFallsFromInitialToZero() {
    LearningRate rate = new LearningRate.Cosine(0.2, 10);
    assertThat(rate.at(0)).isEqualTo(0.2);
    assertThat(rate.at(5)).isCloseTo(0.1, within(1e-15));
    assertThat(rate.at(9)).isCloseTo(0.1 * (1 + Math.cos(0.9 * Math.PI)), within(1e-15));
    assertThat(rate.at(10)).isZero();
    assertThat(rate.at(15)).isZero();
  }

  @Test
  void multiStepMultipliesAtEachMilestone() {
    LearningRate rate = new LearningRate.MultiStep(1, List.of(2, 4), 0.5);
    assertThat(rate.at(1)).isEqualTo(1);
    assertThat(rate.at(2)).isEqualTo(0.5);
    assertThat(rate.at(3)).isEqualTo(0.5);
    assertThat(rate.at(4)).isEqualTo(0.25);
  }
}
