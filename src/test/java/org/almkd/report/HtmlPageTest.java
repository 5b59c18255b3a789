package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlPageTest {
  private static final String HOSTILE = "</style></title><script>alert('x')</script>\" onload=\"y";

  @Test
  void escapesEveryText() {
    HtmlTable table = new HtmlTable(HOSTILE).text(HOSTILE).number(HOSTILE).row(HOSTILE, HOSTILE);
    LineChart chart = new LineChart(HOSTILE, HOSTILE, HOSTILE);
    chart.add(Curve.line(HOSTILE, new double[] {1, 2}, new double[] {1, 2}));
    String page =
        text(
            new HtmlPage(HOSTILE, HOSTILE)
                .section(HOSTILE)
                .paragraph(HOSTILE)
                .table(table)
                .pairs(Map.of(HOSTILE, HOSTILE))
                .preformatted(HOSTILE)
                .figures(List.of(new Figure("slug", chart, HOSTILE, table))));
    assertThat(page).doesNotContain("<script", "\" onload=").contains("&lt;script&gt;");
    assertThat(page.split("</style>", -1)).hasSize(2);
    assertThat(page.split("</title>", -1).length).isEqualTo(page.split("<title>", -1).length);
  }

  @Test
  void asksForNothing() {
    String page = text(new HtmlPage("t", "s").section("a").paragraph("b"));
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("default-src &#x27;none&#x27;")
        .doesNotContain("src=", "url(", "@import", "http:", "https:");
    assertThat(page.split("href=", -1)).hasSize(2);
    assertThat(page).contains("href=\"data:,\"");
  }

  @Test
  void followsLightAndDark() {
    assertThat(text(new HtmlPage("t", "s"))).contains("prefers-color-scheme: dark");
  }

  @Test
  void rowsMustFitTheColumns() {
    HtmlTable table = new HtmlTable("sizes").text("a").text("b");
    assertThatThrownBy(() -> table.row("1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found a row of 1 cells in the table \"sizes\"; expected 2");
  }

  @Test
  void contentNeedsASection() {
    assertThatThrownBy(() -> new HtmlPage("t", "s").paragraph("b"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected a section");
  }

  private static String text(HtmlPage page) {
    return new String(page.toBytes(), UTF_8);
  }
}
