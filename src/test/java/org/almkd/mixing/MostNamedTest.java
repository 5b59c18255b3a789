package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MostNamedTest {
  @Test
  void theMajorityWins() {
    assertThat(MostNamed.of(new int[] {9, 4, 2, 2, 9, 9}, 1, 4)).isEqualTo(2);
  }

  @Test
  void theFirstWinsTies() {
    assertThat(MostNamed.of(new int[] {5, 3, 3, 5}, 0, 4)).isEqualTo(5);
    assertThat(MostNamed.of(new int[] {7, 1}, 0, 2)).isEqualTo(7);
    assertThat(MostNamed.of(new int[] {0, 6}, 1, 2)).isEqualTo(6);
  }
}
