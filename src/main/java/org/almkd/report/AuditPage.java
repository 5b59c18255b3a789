package org.almkd.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almkd.data.ShownRow;

/**
 * audit.html: the rows whose labels were believed the least, for people who look at them.
 *
 * @param report numbers of the audit
 * @param csv names of classes and of the columns of the source
 * @param top the first rows, in order
 * @param shown pictures of some of them by id, where rows are pictures
 */
public record AuditPage(
    AuditReport report, AuditCsv csv, List<AuditRow> top, Map<Long, ShownRow> shown) {
  private static final int COLUMNS_SHOWN = 50;
  private static final int CHARACTERS_SHOWN = 200;

  /** Returns the file. */
  public byte[] toBytes() {
    HtmlPage page =
        new HtmlPage(
            "Training labels of " + report.runId(),
            "The %d of %d training rows whose labels the finished run believed the least"
                .formatted(top.size(), report.rows()));
    page.section("How the rows are ranked").pairs(pairs());
    page.section("How well the rankings find flipped labels");
    if (report.unknown().isEmpty()) {
      page.figures(List.of(precision()));
    } else {
      page.paragraph("Cannot be told: " + report.unknown() + ".");
    }
    page.section("Rows to look at");
    addRows(page);
    return page.toBytes();
  }

  private Map<String, String> pairs() {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (AuditRanking ranking : report.rankings()) {
      pairs.put(ranking.kind().key(), ranking.kind().meaning());
    }
    pairs.put("lambdas", report.lambdas() + ", method " + report.method());
    pairs.put(
        "flipped labels",
        report.cleanLabelsKnown() ? Long.toString(report.flipped()) : "not known");
    return pairs;
  }

  /**
   * Returns the figure of the precision at k.
   *
   * @throws IllegalStateException if flipped labels are not known
   */
  public Figure precision() {
    double[] k = report.curvePlaces();
    LineChart chart =
        new LineChart("Precision at k", "k, rows looked at", "share of flipped labels");
    for (AuditRanking ranking : report.rankings()) {
      chart.add(Curve.line(ranking.kind().key(), k, report.curve(ranking)));
    }
    double[] chance = new double[k.length];
    Arrays.fill(chance, (double) report.flipped() / report.rows());
    chart.add(Curve.line("any order", k, chance));
    return new Figure(
        "precision-at-k",
        chart,
        "Of the first k rows of a ranking, so many have a flipped label; in any order it would be as many as among all rows.",
        precisionTable());
  }

  private HtmlTable precisionTable() {
    HtmlTable table =
        new HtmlTable(
                "Area under the ROC curve (AUC), and share of flipped labels among the first k rows")
            .text("k");
    report.rankings().forEach(ranking -> table.number(ranking.kind().key()));
    List<String> areas = new ArrayList<>(List.of("AUC"));
    report.rankings().forEach(r -> areas.add(Numbers.three(report.area(r))));
    table.row(areas);
    for (long k : report.cutoffs()) {
      List<String> cells = new ArrayList<>(List.of(Long.toString(k)));
      report.rankings().forEach(r -> cells.add(Numbers.three(r.counts().precisionAt(k))));
      table.row(cells);
    }
    return table;
  }

  private void addRows(HtmlPage page) {
    int columns = Math.min(COLUMNS_SHOWN, csv.sourceColumns().size());
    if (columns < csv.sourceColumns().size()) {
      page.paragraph(
          "The first %d of %d columns of the source; audit.csv has all."
              .formatted(columns, csv.sourceColumns().size()));
    }
    HtmlTable table =
        new HtmlTable(
                "Least believed labels first, by %s; audit.csv has all rows in this order"
                    .formatted(report.order().key()))
            .number("rank")
            .number("id")
            .text("label")
            .text("teacher says");
    if (report.cleanLabelsKnown()) {
      table.text("clean label");
    }
    table
        .number("label share")
        .number("doubt")
        .number("teacher probability")
        .number("rank by lambda")
        .number("rank by teacher")
        .number("rank by both");
    csv.sourceColumns().subList(0, columns).forEach(table::text);
    top.forEach(row -> table.row(cells(row, columns)));
    PictureGrid pictures = pictures();
    if (pictures.isEmpty()) {
      page.table(table.tall());
    } else {
      page.pictures(pictures, table.tall());
    }
  }

  private PictureGrid pictures() {
    List<AuditRow> rows =
        top.stream()
            .filter(row -> shown.containsKey(row.id()) && shown.get(row.id()).picture().length > 0)
            .toList();
    PictureGrid grid =
        new PictureGrid(
            "%d training rows, the least believed label first, by %s"
                .formatted(rows.size(), report.order().key()));
    rows.forEach(row -> grid.add(card(row), shownNumbers(row), toldNumbers(row)));
    return grid;
  }

  private PictureGrid.Card card(AuditRow row) {
    ShownRow picture = shown.get(row.id());
    return new PictureGrid.Card(
        picture.key(),
        Base64.getEncoder().encodeToString(picture.picture()),
        csv.classNames().get(row.given()),
        csv.classNames().get(row.teacherClass()),
        row.cleanClass().isPresent() ? csv.classNames().get(row.clean()) : "");
  }

  /** What the weights say, and what the teachers say. */
  private static Map<String, String> shownNumbers(AuditRow row) {
    Map<String, String> numbers = new LinkedHashMap<>();
    boolean isDoubted = Double.isFinite(row.doubt());
    numbers.put(
        isDoubted ? "doubt" : "label share",
        Numbers.fixed(isDoubted ? row.doubt() : row.labelShare(), 2));
    numbers.put("p(label)", Numbers.fixed(row.teacherProbability(), 4));
    return numbers;
  }

  private static Map<String, String> toldNumbers(AuditRow row) {
    Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("rank", Long.toString(row.place()));
    numbers.put("label share", Numbers.fixed(row.labelShare(), 4));
    numbers.put("doubt", Numbers.four(row.doubt()));
    numbers.put("teacher probability", Numbers.four(row.teacherProbability()));
    numbers.put("rank by lambda", AuditCsv.rank(row.lambdaRank()));
    numbers.put("rank by teacher", AuditCsv.rank(row.teacherRank()));
    numbers.put("rank by both", AuditCsv.rank(row.combinedRank()));
    return numbers;
  }

  private List<String> cells(AuditRow row, int columns) {
    List<String> cells = new ArrayList<>();
    cells.add(Long.toString(row.place()));
    cells.add(Long.toString(row.id()));
    cells.add(csv.classNames().get(row.given()));
    cells.add(csv.classNames().get(row.teacherClass()));
    if (report.cleanLabelsKnown()) {
      cells.add(csv.classNames().get(row.clean()) + (row.isFlipped() ? " (flipped)" : ""));
    }
    cells.add(Numbers.three(row.labelShare()));
    cells.add(Numbers.four(row.doubt()));
    cells.add(Numbers.four(row.teacherProbability()));
    cells.add(AuditCsv.rank(row.lambdaRank()));
    cells.add(AuditCsv.rank(row.teacherRank()));
    cells.add(AuditCsv.rank(row.combinedRank()));
    row.source().subList(0, columns).forEach(text -> cells.add(shortened(text)));
    return cells;
  }

  private static String shortened(String text) {
    int shown =
        text.offsetByCodePoints(
            0, Math.min(CHARACTERS_SHOWN, text.codePointCount(0, text.length())));
    return shown < text.length() ? text.substring(0, shown) + "..." : text;
  }
}
