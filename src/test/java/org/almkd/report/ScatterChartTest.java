package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ScatterChartTest {
  private static final Points PAIR =
      new Points("a", new double[] {0, 10}, new double[] {0, 10}, List.of("first", "second"));

  private static final Points FLAT =
      new Points("b", new double[] {-30, 30}, new double[] {1, 2}, List.of("", ""));

  @Test
  void everyPointTellsItsText() {
    String svg = svg(chart().add(PAIR));
    assertThat(svg)
        .contains("<title>first</title>", "<title>second</title>", ">x</text>", ">y</text>");
    // Two points and the swatch of the legend.
    assertThat(svg.split("class=\"dot c0\"", -1)).hasSize(4);
  }

  /**
   * Distances alone mean something: 10 to the right are as far as 10 up, though rows lie in a
   * strip.
   */
  @Test
  void bothAxesHaveOneScale() {
    Matcher places =
        Pattern.compile("class=\"dot c0\" d=\"M([0-9.]+) ([0-9.]+)m")
            .matcher(svg(chart().add(PAIR).add(FLAT)));
    assertThat(places.find()).isTrue();
    double x = Double.parseDouble(places.group(1));
    double y = Double.parseDouble(places.group(2));
    assertThat(places.find()).isTrue();
    double right = Double.parseDouble(places.group(1)) - x;
    double up = y - Double.parseDouble(places.group(2));
    assertThat(right / up).isCloseTo(1, within(0.001));
  }

  /** Medians of (0, 1, 2, 90) and (5, 5, 5, 5) are 2 and 5: of the third point. */
  @Test
  void namesStandAtAPointInTheMiddle() {
    double[] x = {0, 1, 2, 90};
    double[] y = {5, 5, 5, 5};
    assertThat(new Points("a", x, y, List.of("", "", "", "")).middle()).isEqualTo(2);
  }

  @Test
  void pointsOfEqualPlacesAreDrawn() {
    Points same = new Points("a", new double[] {3, 3}, new double[] {3, 3}, List.of("p", "q"));
    assertThat(svg(chart().add(same))).doesNotContain("NaN", "Infinity");
  }

  @Test
  void withoutPointsThereIsNothingToDraw() {
    ScatterChart chart = chart().add(new Points("a", new double[0], new double[0], List.of()));
    assertThat(chart.isEmpty()).isTrue();
    assertThatThrownBy(chart::toFile).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void arraysOfDifferentLengthsAreRefused() {
    assertThatThrownBy(() -> new Points("a", new double[2], new double[1], List.of("p", "q")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 2 abscissae, 1 ordinates and 2 texts of \"a\"");
  }

  private static ScatterChart chart() {
    return new ScatterChart("Rows", "x", "y");
  }

  private static String svg(ScatterChart chart) {
    return new String(chart.toFile(), UTF_8);
  }
}
