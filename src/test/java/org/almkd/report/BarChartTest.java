package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class BarChartTest {
  private static final double[] NONE = {Double.NaN, Double.NaN};

  @Test
  void namesGroupsAndSaysTheirNumbers() {
    String svg =
        svg(
            chart("wine", "iris")
                .add(new Bars("a", new double[] {10, 20}, new double[] {1, Double.NaN}))
                .add(new Bars("b", new double[] {5, Double.NaN}, NONE)));
    assertThat(svg)
        .contains(">wine</text>", ">iris</text>", ">accuracy (%)</text>")
        .contains("<title>block: wine\na: 10 \u00b1 1\nb: 5</title>")
        .contains("<title>block: iris\na: 20</title>")
        .doesNotContain("NaN");
    // Three bars and two swatches, one error bar.
    assertThat(svg.split("class=\"bar ", -1)).hasSize(6);
    assertThat(svg.split("class=\"whisker\"", -1)).hasSize(2);
  }

  /** Twice as much is twice as high where the axis begins at 0, which 10 and 20 make it. */
  @Test
  void barsAreAsHighAsTheirNumbers() {
    String svg = svg(chart("x", "y").add(new Bars("a", new double[] {10, 20}, NONE)));
    Matcher bar = Pattern.compile("class=\"bar c0\"[^>]* height=\"([0-9.]+)\"").matcher(svg);
    assertThat(bar.find()).isTrue();
    double low = Double.parseDouble(bar.group(1));
    assertThat(bar.find()).isTrue();
    assertThat(Double.parseDouble(bar.group(1))).isEqualTo(2 * low);
  }

  @Test
  void theAxisLeavesZeroOnlyWhereAllIsFarFromIt() {
    Bars close = new Bars("a", new double[] {80, 82}, NONE);
    assertThat(svg(chart("x", "y").add(close))).doesNotContain(">0</text>");
    assertThat(svg(chart("x", "y").fromZero().add(close))).contains(">0</text>");
  }

  @Test
  void namesThatDoNotFitAreNumbered() {
    String name = "a data set whose name is too long for the room below two bars of one group";
    assertThat(svg(chart(name, "y").add(new Bars("a", new double[] {1, 2}, NONE))))
        .contains(
            ">1</text>", ">2</text>", ">1: a data set whose", ">2: y</text>", "\u2026</text>");
  }

  @Test
  void sixLookDifferentWithoutColourAndThirtySixWith() {
    Set<String> plain = new HashSet<>();
    Set<String> coloured = new HashSet<>();
    for (int b = 0; b < 36; b++) {
      StringBuilder bar = new StringBuilder();
      new BarStyle(b).draw(0, 0, 20, 40).forEach(e -> bar.append(Element.render(e)));
      coloured.add(bar.toString());
      plain.add(bar.toString().replaceAll("class=\"[^\"]*\"", ""));
      if (b == 5) {
        assertThat(plain).hasSize(6);
      }
    }
    assertThat(coloured).hasSize(36);
  }

  @Test
  void filesAreXmlWhateverNamesHold() throws Exception {
    String hostile = "<script>\"&' \u0000 ]]>";
    BarChart chart = new BarChart(hostile, hostile, hostile, List.of(hostile, hostile));
    byte[] file = chart.add(new Bars(hostile, new double[] {1, 2}, NONE)).toFile();
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(file))
                .getElementsByTagName("script")
                .getLength())
        .isZero();
  }

  @Test
  void refusesBarsOfOtherGroups() {
    assertThatThrownBy(() -> chart("x", "y").add(new Bars("a", new double[1], NONE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 1 heights and 2 errors of \"a\"; expected 2 of each");
    assertThat(chart("x", "y").add(new Bars("a", NONE, NONE)).isEmpty()).isTrue();
  }

  @Test
  void linesInBandsHaveNoErrorBars() {
    double[] x = {1, 2};
    LineChart chart = new LineChart("t", "x", "y");
    String svg =
        new String(chart.add(Curve.inBand("a", x, x, new double[] {0.5, 0.5})).toFile(), UTF_8);
    assertThat(svg)
        .contains("class=\"band c0\"", "a: 2 \u00b1 0.5</title>")
        .doesNotContain("class=\"error");
  }

  private static BarChart chart(String... groups) {
    return new BarChart("Accuracy", "block", "accuracy (%)", List.of(groups));
  }

  private static String svg(BarChart chart) {
    return new String(chart.toFile(), UTF_8);
  }
}
