package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeatMapTest {
  private static String svg(String... names) {
    double[][] shares = {{0.75, 0.25}, {0.004, 0.996}};
    return new String(new HeatMap("M", "true", "given", List.of(names), shares).toFile(), UTF_8);
  }

  @Test
  void cellsAreFilledByTheRootAndNamed() {
    // .55 sqrt(.25) = .275.
    assertThat(svg("a", "b"))
        .contains("fill-opacity=\"0.275\"", "<title>true: a, given: b, 25.00 %</title>")
        .contains(">75</text>", ">25</text>", ">100</text>", ">a</text>")
        .doesNotContain(">0</text>");
  }

  @Test
  void longNamesAreNumbers() {
    assertThat(svg("artichoke", "b")).contains(">0</text>", ">1</text>").doesNotContain(">b<");
  }

  @Test
  void moreClassesThanCellsHaveRoomForAreRefused() {
    assertThatThrownBy(
            () -> new HeatMap("M", "t", "g", Collections.nCopies(21, "c"), new double[21][21]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 21 names and 21 rows");
  }
}
