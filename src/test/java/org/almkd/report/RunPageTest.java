package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPageTest {
  private static final List<String> CLASSES = List.of("<b>cat</b>", "dog", "cow");

  @TempDir private Path folder;
  private SampleRun run;

  @BeforeEach
  void run() {
    run = new SampleRun(folder, CLASSES);
  }

  @Test
  void everyFigureHasAFileAndATable() {
    run.withLambdas(true, 10, 20);
    Map<String, byte[]> files = RunPage.of(run.contents()).files();
    assertThat(files)
        .containsOnlyKeys(
            "report.html",
            "figures/accuracy-test.svg",
            "figures/accuracy-validation.svg",
            "figures/loss-test.svg",
            "figures/loss-validation.svg",
            "figures/loss-train.svg",
            "figures/lambda-distribution-teacher-big.svg",
            "figures/lambda-distribution-teacher-old.svg",
            "figures/lambda-by-confidence-teacher-big.svg",
            "figures/lambda-by-confidence-teacher-old.svg");
    String page = new String(files.get("report.html"), UTF_8);
    assertThat(page.split("<figure>", -1)).hasSize(10);
    assertThat(page.split("</svg><figcaption>[^<]*</figcaption><div class=\"table\">", -1))
        .hasSize(10);
  }

  @Test
  void epochsOfAllNetworksAreShown() {
    String accuracy = svg("accuracy-test");
    assertThat(accuracy)
        .contains("<title>epoch: 1\nstudent: 40\nteacher big: 50\nteacher old: 75</title>")
        .contains("<title>epoch: 2\nstudent: 60\nteacher old: 75\nbaseline labels: 50</title>")
        .contains("<title>epoch: 3\nteacher big: 80\nteacher old: 75</title>");
    assertThat(svg("loss-train")).contains("<title>epoch: 1\nstudent: 2\nteacher big: 2</title>");
    assertThat(run.page())
        .contains(
            "<td class=\"number\">2</td><td class=\"number\">60.00</td><td class=\"number\">-</td>"
                + "<td class=\"number\">75.00</td><td class=\"number\">50.00</td>");
  }

  @Test
  void lambdasAreShownOverTheUpdates() {
    run.withLambdas(true, 10, 20);
    assertThat(svg("lambda-distribution-teacher-big"))
        .containsPattern(
            "epoch before which they were updated: 20\n5 % to 95 %: 0.2[0-9]* to 0.7\n")
        .contains("mean of flipped rows: 0.7");
  }

  @Test
  void confidenceSeparatesCleanAndFlippedRows() {
    run.withLambdas(true, 10);
    assertThat(svg("lambda-by-confidence-teacher-old"))
        .contains(">clean labels</text>", ">flipped labels</text>")
        .contains("flipped labels: 0.6");
    // 40 flipped rows make 4 buckets of 10, 160 clean ones 16.
    assertThat(run.page().split("<td>flipped</td><td class=\"number\">10</td>", -1))
        .hasSize(1 + 2 * 4);
    assertThat(run.page().split("<td>clean</td><td class=\"number\">10</td>", -1))
        .hasSize(1 + 2 * 16);
  }

  @Test
  void unknownCleanLabelsMakeOneLine() {
    run.withLambdas(false, 10);
    assertThat(svg("lambda-by-confidence-teacher-big"))
        .contains(">all labels</text>")
        .doesNotContain("flipped");
  }

  @Test
  void withoutLambdasThePageSaysSo() {
    assertThat(run.page()).contains("learned no lambdas").doesNotContain("Least believed labels");
  }

  @Test
  void leastBelievedRowsAreTheFlippedOnes() {
    run.withLambdas(true, 10, 20);
    JsonNode rows = Results.json(run.leastBelieved(50));
    assertThat(rows).hasSize(50);
    // Two teachers of weight .7 leave the label .3 of 1.7.
    for (int i = 0; i < 40; i++) {
      assertThat(rows.get(i).get("id").asLong() % 5).as("rank %d", i).isZero();
      assertThat(rows.get(i).get("labelShare").asDouble()).isBetween(0.1764, 0.1765);
      assertThat(rows.get(i).get("cleanLabel").asText()).isEqualTo("dog");
    }
    JsonNode first = rows.get(0);
    assertThat(first.get("key").asText()).isEqualTo("row <" + first.get("id") + ">");
    assertThat(first.get("label").asText()).isEqualTo("<b>cat</b>");
    assertThat(first.at("/teachers/old/lambda").asDouble()).isBetween(0.6999, 0.7001);
    assertThat(first.at("/teachers/old/class").asText())
        .isEqualTo(CLASSES.get((int) ((first.get("id").asLong() - 1000) % 3)));
    // Among equal weights, the teachers' doubt decides.
    assertThat(doubt(rows.get(0))).isLessThanOrEqualTo(doubt(rows.get(1)));
    assertThat(doubt(rows.get(1))).isLessThanOrEqualTo(doubt(rows.get(39)));
  }

  @Test
  void namesFromTheDataAreEscaped() {
    run.withLambdas(true, 10);
    assertThat(run.page())
        .contains("&lt;b&gt;cat&lt;/b&gt;", "row &lt;1000&gt;", "&lt;img src=x&gt;.csv")
        .doesNotContain("<b>", "<img");
  }

  @Test
  void provenanceIsThere() {
    assertThat(run.page())
        .contains("<dt>data, digest</dt><dd>d1d2d3d4d5d6d7d8</dd>")
        .contains("<dt>store, data</dt><dd>data/d1</dd>")
        .contains("<dt>student parameters, SHA-256</dt><dd>abc123</dd>")
        .contains("<dt>version, spark</dt>")
        .contains("every-epochs");
  }

  @Test
  void finishedRunsGiveTheSamePage() {
    run.withLambdas(true, 10);
    String page = run.page();
    FinishedRun finished = run.finish();
    assertThat(RunPage.of(finished.contents()).files().get(RunPage.FILE))
        .asString(UTF_8)
        .isEqualTo(page);
    assertThat(page).doesNotContain(folder.toString());
  }

  @Test
  void rowsThatArePicturesAreShownAsPictures() {
    run.withLambdas(true, 10).withPictures(new byte[] {1, 2, 3});
    String page = run.page();
    // Row 1000 is flipped, and the teachers say the class 0, which it is labelled as.
    assertThat(page.split("<img src=\"data:image/png;base64,AQID\"", -1)).hasSize(101);
    assertThat(page)
        .contains(
            "alt=\"row row &lt;1000&gt;: labelled &lt;b&gt;cat&lt;/b&gt;, believed &lt;b&gt;cat&lt;/b&gt;\"",
            "<span>labelled <strong>&lt;b&gt;cat&lt;/b&gt;</strong></span>"
                + "<span>believed <strong>cow</strong></span>"
                + "<span class=\"muted\">clean label dog</span>"
                + "<span class=\"muted\">largest lambda 0.60</span><span class=\"muted\">mean p(label) 0.0",
            "\nlabel share 0.",
            "\nclass, old cow",
            "<summary>The same as a table</summary><div class=\"table\">");
  }

  @Test
  void rowsThatAreNoPicturesAreATable() {
    run.withLambdas(true, 10);
    assertThat(run.page())
        .contains("100 training rows, the least believed label first")
        .doesNotContain("<img", "<details>");
  }

  private String svg(String slug) {
    return new String(RunPage.of(run.contents()).files().get("figures/" + slug + ".svg"), UTF_8);
  }

  private static double doubt(JsonNode row) {
    return row.at("/teachers/big/labelProbability").asDouble()
        + row.at("/teachers/old/labelProbability").asDouble();
  }
}
