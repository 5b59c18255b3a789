package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LambdaSumsTest {
  @Test
  void meansOfFlippedAndOtherRowsAreKeptApart() {
    LambdaSums sums = filled();
    assertThat(sums.columns()).isEqualTo(2);
    // Flipped: .2, .4; others: .1, .3, .8. Second column: 2, 4 and 1, 3, 8.
    assertThat(sums.meanFlipped(0)).isEqualTo(0.3, within(1e-15));
    assertThat(sums.meanClean(0)).isEqualTo(0.4, within(1e-15));
    assertThat(sums.mean(0)).isEqualTo(0.36, within(1e-15));
    assertThat(sums.meanFlipped(1)).isEqualTo(3);
    assertThat(sums.meanClean(1)).isEqualTo(4);
    assertThat(sums.mean(1)).isEqualTo(3.6);
  }

  @Test
  void mergingEqualsAddingTheRows() {
    LambdaSums first = new LambdaSums(2);
    first.add(new double[] {0.2, 2}, true);
    first.add(new double[] {0.1, 1}, false);
    LambdaSums second = new LambdaSums(2);
    second.add(new double[] {0.4, 4}, true);
    second.add(new double[] {0.3, 3}, false);
    second.add(new double[] {0.8, 8}, false);
    LambdaSums merged = first.merge(second);
    for (int r = 0; r < 2; r++) {
      assertThat(merged.mean(r)).isEqualTo(filled().mean(r), within(1e-15));
      assertThat(merged.meanFlipped(r)).isEqualTo(filled().meanFlipped(r), within(1e-15));
      assertThat(merged.meanClean(r)).isEqualTo(filled().meanClean(r), within(1e-15));
    }
  }

  @Test
  void mergingWithNothingChangesNothing() {
    assertThat(filled().merge(new LambdaSums(2)).mean(0)).isEqualTo(filled().mean(0));
    assertThat(new LambdaSums(2).merge(filled()).meanFlipped(1)).isEqualTo(3);
  }

  @Test
  void meansOfNoRowsAreUnknown() {
    LambdaSums none = new LambdaSums(1);
    assertThat(none.mean(0)).isNaN();
    none.add(new double[] {0.5}, false);
    assertThat(none.meanFlipped(0)).isNaN();
    assertThat(none.mean(0)).isEqualTo(0.5);
  }

  private static LambdaSums filled() {
    LambdaSums sums = new LambdaSums(2);
    sums.add(new double[] {0.1, 1}, false);
    sums.add(new double[] {0.2, 2}, true);
    sums.add(new double[] {0.3, 3}, false);
    sums.add(new double[] {0.4, 4}, true);
    sums.add(new double[] {0.8, 8}, false);
    return sums;
  }
}
