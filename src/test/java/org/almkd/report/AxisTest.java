package org.almkd.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void ticksAreRoundNumbersAroundTheData() {
    assertThat(texts(Axis.covering("y", 33, 84, 5, 0)))
        .containsExactly("20", "40", "60", "80", "100");
    assertThat(texts(Axis.covering("y", 0.11, 0.14, 5, 0)))
        .containsExactly("0.11", "0.12", "0.13", "0.14");
    assertThat(texts(Axis.covering("y", -0.3, 0.3, 3, 0)))
        .containsExactly("-0.4", "-0.2", "0.0", "0.2", "0.4");
  }

  @Test
  void wholeNumbersHaveNoTicksBetween() {
    assertThat(texts(Axis.covering("epoch", 1, 3, 6, 1))).containsExactly("1", "2", "3");
  }

  @Test
  void equalNumbersStillHaveALength() {
    for (double value : new double[] {0, 1, -5, 1e6, 1e-9}) {
      Axis axis = Axis.covering("y", value, value, 5, 0);
      assertThat(axis.high()).isGreaterThan(axis.low());
      assertThat(axis.place(value)).isBetween(-1e-6, 1 + 1e-6);
    }
  }

  @Test
  void placesRunFromZeroToOne() {
    Axis axis = Axis.covering("y", 0, 10, 5, 0);
    assertThat(axis.place(0)).isEqualTo(0);
    assertThat(axis.place(5)).isEqualTo(0.5);
    assertThat(axis.place(10)).isEqualTo(1);
  }

  private static List<String> texts(Axis axis) {
    return axis.ticks().stream().map(axis::text).toList();
  }
}
