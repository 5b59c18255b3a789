package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefitRuleTest {
  @Test
  void manyFlipsPay() {
    assertThat(new RefitRule(0.2, 0.6, 0.8).pays()).isTrue();
    assertThat(new RefitRule(0.19, 0.6, 0.8).pays()).isFalse();
  }

  @Test
  void labelsKnownByHeartPay() {
    // Of labels a tenth of which is wrong, an accuracy of .6 would find .54: .74 is .2 too many.
    assertThat(new RefitRule(0.1, 0.741, 0.6).pays()).isTrue();
    assertThat(new RefitRule(0.1, 0.739, 0.6).pays()).isFalse();
    assertThat(new RefitRule(0, 1, 0.9).isMemorised()).isFalse();
  }

  @Test
  void withoutValidationRowsOnlyFlipsCount() {
    assertThat(new RefitRule(0.1, 1, Double.NaN).pays()).isFalse();
    assertThat(new RefitRule(0.3, 1, Double.NaN).pays()).isTrue();
  }

  @Test
  void reasonNamesTheNumbers() {
    assertThat(new RefitRule(0.1, 1, 0.61).reason())
        .isEqualTo(
            "10.0 % of the labels are wrong by estimate (many: 20 %), and it finds 100.0 % of them where 61.0 % of validation labels (by heart)");
    assertThat(new RefitRule(0.1, 0.5, Double.NaN).reason()).contains("where none of validation");
  }
}
