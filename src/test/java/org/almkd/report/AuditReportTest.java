package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.almkd.data.ShownRow;
import org.almkd.evaluate.FlipCounts;
import org.junit.jupiter.api.Test;

class AuditReportTest {
  @Test
  void cutoffsAreRoundNumbersTheFlippedRowsAndAllRows() {
    assertThat(AuditReport.cutoffs(8100, 810))
        .containsExactly(50L, 100L, 200L, 500L, 810L, 1000L, 2000L, 5000L, 8100L);
    assertThat(AuditReport.cutoffs(100, 0)).containsExactly(50L, 100L);
    assertThat(AuditReport.cutoffs(7, 2)).containsExactly(2L, 7L);
  }

  @Test
  void curvesEndWhereAReaderWouldStop() {
    assertThat(AuditReport.curve(8100, 810)).hasSize(30).endsWith(2349L, 2430L);
    assertThat(AuditReport.curve(4, 1)).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void tellsWhatIsKnown() {
    AuditReport report = report(true, true, false, false, true);
    JsonNode json = Json.parse("audit.json", report.toJson());
    assertThat(json.at("/flipped").asInt()).isEqualTo(2);
    assertThat(json.has("reason")).isFalse();
    assertThat(json.at("/rankings/lambda/areaUnderCurve").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/rankings/lambda/precisionAt/2").asDouble()).isEqualTo(0.5);
    assertThat(report.summary("here"))
        .containsExactly(
            "audit: here",
            "4 training rows, 2 flipped, lambdas epoch-0003",
            "ranked by      AUC       @2       @4",
            "lambda       0.500    0.500    0.500",
            "teacher      0.500    0.500    0.500",
            "combined     0.500    0.500    0.500");
  }

  @Test
  void tellsWhyThereIsNoArea() {
    AuditReport unknown = report(false, false, false);
    assertThat(unknown.unknown()).startsWith("it is not known which labels are flipped");
    JsonNode json = Json.parse("audit.json", unknown.toJson());
    assertThat(json.at("/flipped").isNull()).isTrue();
    assertThat(json.at("/rankings/teacher/precisionAt").isNull()).isTrue();
    assertThat(json.at("/rankings/teacher/areaUnderCurve").isNull()).isTrue();
    AuditReport clean = report(true, false, false);
    assertThat(clean.unknown()).isEqualTo("no training label is flipped");
    JsonNode known = Json.parse("audit.json", clean.toJson());
    assertThat(known.at("/flipped").asInt(-1)).isZero();
    assertThat(known.at("/rankings/teacher/areaUnderCurve").isNull()).isTrue();
    assertThat(known.at("/rankings/teacher/precisionAt/2").asDouble(-1)).isZero();
    assertThat(report(true, true, true).unknown()).isEqualTo("every training label is flipped");
  }

  @Test
  void pageEscapesTextsAndShortensLongOnes() {
    AuditRow row =
        new AuditRow(1, 5, 0, 1, 1, 0.25, 0.75, 0.125, 1, 1.5, 1, List.of("<b>", "x".repeat(300)));
    AuditCsv csv = new AuditCsv(List.of("<i>", "dog"), List.of("a&b", "long"));
    String page =
        new String(
            new AuditPage(report(true, true, false), csv, List.of(row), Map.of()).toBytes(), UTF_8);
    assertThat(page)
        .contains(
            "&lt;i&gt;",
            "&lt;b&gt;",
            "a&amp;b",
            "dog (flipped)",
            "first, by teacher;",
            "x".repeat(200) + "...")
        .doesNotContain("<i>", "<b>", "x".repeat(201));
  }

  @Test
  void pageWithoutCleanLabelsSaysWhy() {
    AuditRow row = new AuditRow(1, 5, 0, -1, 0, 0.25, Double.NaN, 0.125, 1, 1.5, 1, List.of());
    AuditCsv csv = new AuditCsv(List.of("cat"), List.of());
    String page =
        new String(
            new AuditPage(report(false, false), csv, List.of(row), Map.of()).toBytes(), UTF_8);
    assertThat(page)
        .contains("Cannot be told: it is not known which labels are flipped")
        .doesNotContain("clean label</th>");
  }

  @Test
  void pageShowsPicturesAndTheirTable() {
    AuditRow first =
        new AuditRow(1, 5, 0, 1, 1, 0.25, 0.75, 0.125, 1, 1.5, 1, List.of("file", "5"));
    AuditRow second =
        new AuditRow(2, 6, 1, 1, 0, 0.5, Double.NaN, 0.25, 2, 2, 2, List.of("file", "6"));
    AuditCsv csv = new AuditCsv(List.of("cat", "dog"), List.of("file", "item"));
    Map<Long, ShownRow> shown =
        Map.of(
            5L,
            new ShownRow("5", new byte[] {1, 2, 3}),
            6L,
            new ShownRow("6", new byte[] {4, 5, 6}));
    AuditPage page = new AuditPage(report(true, true, false), csv, List.of(first, second), shown);
    assertThat(new String(page.toBytes(), UTF_8))
        .contains(
            "2 training rows, the least believed label first, by teacher",
            "src=\"data:image/png;base64,AQID\" alt=\"row 5: labelled cat, believed dog\"",
            "clean label dog</span><span class=\"muted\">doubt 0.75</span><span class=\"muted\">p(label) 0.1250</span>",
            "src=\"data:image/png;base64,BAUG\" alt=\"row 6: labelled dog, believed cat\"",
            "label is right</span><span class=\"muted\">label share 0.50</span><span class=\"muted\">p(label) 0.2500</span>",
            "<details><summary>",
            "rank by lambda 2");
  }

  private static AuditReport report(boolean cleanLabelsKnown, boolean... flipped) {
    int rows = flipped.length;
    FlipCounts counts =
        new FlipCounts(
            Stream.concat(
                    AuditReport.cutoffs(rows, 2).stream(), AuditReport.curve(rows, 2).stream())
                .mapToLong(Long::longValue)
                .distinct()
                .sorted()
                .toArray());
    for (int i = 0; i < rows; i++) {
      counts.add(i + 1, i + 1, flipped[i]);
    }
    List<AuditRanking> rankings =
        Stream.of(AuditRanking.Kind.values()).map(kind -> new AuditRanking(kind, counts)).toList();
    return new AuditReport(
        "tiny",
        "alm-kd",
        "epoch-0003",
        "00",
        rows,
        cleanLabelsKnown,
        AuditRanking.Kind.TEACHER,
        AuditReport.cutoffs(rows, 2),
        rankings);
  }
}
