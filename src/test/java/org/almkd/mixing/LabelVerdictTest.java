package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LabelVerdictTest {
  @Test
  void saysInWordsWhatTheRateComesTo() {
    assertThat(LabelVerdict.of(0.1, false).words()).isEqualTo("labels look noisy");
    assertThat(LabelVerdict.of(0.03, false)).isEqualTo(LabelVerdict.NOISY);
    assertThat(LabelVerdict.of(0.029, false).words()).isEqualTo("labels look clean");
    assertThat(LabelVerdict.of(0, false)).isEqualTo(LabelVerdict.CLEAN);
  }

  @Test
  void aTeacherThatRepeatsItsLabelsTellsNothing() {
    assertThat(LabelVerdict.of(0, true).words())
        .isEqualTo("unknown (memorised teacher without folds)");
    assertThat(LabelVerdict.of(0.4, true)).isEqualTo(LabelVerdict.UNKNOWN);
  }

  @Test
  void aRateThatIsNoneIsRefused() {
    for (double rate : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> LabelVerdict.of(rate, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found " + rate);
    }
  }
}
