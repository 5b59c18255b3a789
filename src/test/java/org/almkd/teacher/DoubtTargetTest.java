package org.almkd.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoubtTargetTest {
  private static final float[] SEEN = {4, -2, 0.1f, 0.7f, 3, 1};
  private static final float[] UNSEEN = {0, 2, 0.3f, 0.9f, -1, 5};

  @Test
  void eachRowIsMixedByItsOwnDoubt() {
    // Row 0: 3/4 (4, -2) + 1/4 (0, 2) = (3, -1); row 1 is the first teacher's, row 2 the second's.
    assertThat(DoubtTarget.mix(SEEN, UNSEEN, new double[] {0.25, 0, 1}))
        .containsExactly(3, -1, 0.1f, 0.7f, -1, 5);
  }

  @Test
  void noRowsGiveNoLogits() {
    assertThat(DoubtTarget.mix(new float[0], new float[0], new double[0])).isEmpty();
  }

  @Test
  void sizesThatDifferAreRefused() {
    assertThatThrownBy(() -> DoubtTarget.mix(SEEN, new float[5], new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 6 and 5 for 3 rows");
    assertThatThrownBy(() -> DoubtTarget.mix(SEEN, UNSEEN, new double[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 6 and 6 for 4 rows");
    assertThatThrownBy(() -> DoubtTarget.mix(SEEN, UNSEEN, new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("for 0 rows");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void aDoubtThatIsNoProbabilityIsRefused(double doubt) {
    assertThatThrownBy(() -> DoubtTarget.mix(SEEN, UNSEEN, new double[] {0, doubt, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found " + doubt + " in row 1");
  }
}
