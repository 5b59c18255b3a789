package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class LineChartTest {
  private static final double[] X = {1, 2, 3};

  @Test
  void namesAxesCurvesAndNumbers() {
    String svg = svg(chart().add(Curve.line("student", X, new double[] {10, 20, 40})));
    assertThat(svg)
        .contains(">epoch</text>", ">accuracy (%)</text>", ">student</text>")
        .contains("<title>epoch: 2\nstudent: 20</title>");
  }

  @Test
  void curvesOverTheSameAbscissaeAreToldTogether() {
    String svg =
        svg(
            chart()
                .add(Curve.line("a", X, new double[] {1, 2, 3}))
                .add(Curve.band("b", X, new double[] {0, 1, 2}, new double[] {4, 5, 6})));
    assertThat(svg).contains("<title>epoch: 3\na: 3\nb: 2 to 6</title>");
  }

  @Test
  void curvesOverOthersAreToldPointByPoint() {
    String svg =
        svg(
            chart()
                .add(Curve.withErrors("a", X, X, new double[] {0.5, Double.NaN, 0.25}))
                .add(Curve.line("b", new double[] {1.5, 2.5}, new double[] {7, 8})));
    assertThat(svg)
        .contains("<title>epoch: 1\na: 1 \u00b1 0.5</title>")
        .contains("<title>epoch: 2\na: 2</title>")
        .contains("<title>epoch: 2.5\nb: 8</title>");
    assertThat(svg.split("class=\"error c0\"", -1)).hasSize(3);
  }

  @Test
  void longNumbersAtTheEndOfAnAxisStayInside() {
    String svg = svg(chart().add(Curve.line("a", new double[] {0, 1e6}, new double[] {1, 2})));
    Matcher last = Pattern.compile("x=\"([0-9.]+)\"[^>]*>1000000</text>").matcher(svg);
    assertThat(last.find()).as(svg).isTrue();
    double halfLabel = 7 * Svg.CHARACTER / 2;
    assertThat(Double.parseDouble(last.group(1)) + halfLabel).isLessThan(Svg.WIDTH);
  }

  @Test
  void linesRunOnWhereThereIsNoNumber() {
    String svg = svg(chart().add(Curve.line("a", X, new double[] {1, Double.NaN, 3})));
    assertThat(svg)
        .containsPattern("class=\"line c0\" d=\"M[0-9. ]+L[0-9. ]+\"")
        .contains("<title>epoch: 3\na: 3</title>")
        .doesNotContain("NaN", "<title>epoch: 2");
  }

  @Test
  void whatHasNoNumberIsLeftOut() {
    LineChart chart =
        chart().add(Curve.line("a", X, new double[] {Double.NaN, Double.NaN, Double.NaN}));
    assertThat(chart.isEmpty()).isTrue();
    assertThatThrownBy(chart::toFile)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("found no curve in the chart \"Accuracy\"");
  }

  @Test
  void thirtySixCurvesLookDifferentWithoutColour() {
    Set<String> looks = new HashSet<>();
    Set<String> coloured = new HashSet<>();
    for (int c = 0; c < 36; c++) {
      Style style = new Style(c);
      String line = Element.render(style.dashed(Svg.line(style.of("line"), 0, 0, 1, 1)));
      looks.add(
          line.replaceAll("class=\"[^\"]*\"", "")
              + Element.render(style.marker(0, 0)).replaceAll("class=\"[^\"]*\"", ""));
      coloured.add(line + Element.render(style.marker(0, 0)));
      if (c == 5) {
        assertThat(looks).as("six curves, in black and white").hasSize(6);
      }
    }
    assertThat(coloured).hasSize(36);
  }

  @Test
  void filesAreXmlWhateverNamesHold() throws Exception {
    String hostile = "<script>\"&' \u0000\u001b ]]> \ud800";
    byte[] file = new LineChart(hostile, hostile, hostile).add(Curve.line(hostile, X, X)).toFile();
    Document parsed =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(file));
    assertThat(parsed.getElementsByTagName("script").getLength()).isZero();
    assertThat(parsed.getDocumentElement().getAttribute("aria-label")).startsWith("<script>\"&' ");
  }

  @Test
  void equalChartsGiveEqualBytes() {
    assertThat(chart().add(Curve.line("a", X, X)).toFile())
        .isEqualTo(chart().add(Curve.line("a", X, X)).toFile());
  }

  @Test
  void longCurvesStaySmall() {
    double[] many = new double[5000];
    for (int i = 0; i < many.length; i++) {
      many[i] = i;
    }
    String svg = svg(chart().add(Curve.line("a", many, many)));
    assertThat(svg.split("<title>", -1).length - 1).isLessThanOrEqualTo(400);
    assertThat(svg).contains("<title>epoch: 4999\n");
  }

  private static LineChart chart() {
    return new LineChart("Accuracy", "epoch", "accuracy (%)");
  }

  private static String svg(LineChart chart) {
    return new String(chart.toFile(), UTF_8);
  }
}
