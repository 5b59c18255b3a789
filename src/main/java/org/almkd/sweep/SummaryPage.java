package org.almkd.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.almkd.report.Figure;
import org.almkd.report.HtmlPage;
import org.almkd.report.Versions;

/**
 * What people read of a sweep: summary.html, summary.md and summary.tex.
 *
 * @param name name of the sweep
 * @param cells how many it has
 * @param results what they resulted in
 * @param sentences the answer in words
 * @param ranking mean ranks
 * @param tables tables, with results first
 * @param figures figures
 */
record SummaryPage(
    String name,
    int cells,
    SweepResults results,
    List<String> sentences,
    Ranking ranking,
    List<TextTable> tables,
    List<Figure> figures) {

  byte[] toHtml() {
    HtmlPage page = new HtmlPage("Sweep " + name, subtitle());
    if (!results.problems().isEmpty()) {
      page.section("Not in this summary").table(problems().toHtml());
    }
    page.section("Answer");
    sentences.forEach(page::paragraph);
    page.section("Tables");
    tables.forEach(table -> page.table(table.toHtml()));
    notes().forEach(page::paragraph);
    if (!figures.isEmpty()) {
      page.section("Figures").figures(figures);
    }
    return page.toBytes();
  }

  byte[] toMarkdown() {
    List<String> parts = new ArrayList<>(List.of("# Sweep " + TextTable.markdown(name)));
    parts.add(TextTable.markdown(subtitle()));
    if (!results.problems().isEmpty()) {
      parts.add(problems().toMarkdown().stripTrailing());
    }
    sentences.forEach(sentence -> parts.add(TextTable.markdown(sentence)));
    tables.forEach(table -> parts.add(table.toMarkdown().stripTrailing()));
    notes().forEach(note -> parts.add(TextTable.markdown(note)));
    return (String.join("\n\n", parts) + "\n").getBytes(UTF_8);
  }

  /** Tables alone, for a paper to take in with \\input; no packages are needed. */
  byte[] toLatex() {
    return tables.stream()
        .map(TextTable::toLatex)
        .collect(Collectors.joining("\n"))
        .getBytes(UTF_8);
  }

  private String subtitle() {
    return "almkd %s, %d of %s, %s, %s"
        .formatted(
            Versions.almkd(),
            results.cells().size(),
            TextTable.count(cells, "cell"),
            TextTable.count(results.blocks().size(), "block"),
            TextTable.count(results.variants().size(), "variant"));
  }

  private TextTable problems() {
    TextTable table =
        new TextTable("What is missing, and why").text("where").text("what").text("cause");
    results.problems().forEach(p -> table.row(List.of(p.where(), p.what(), p.cause())));
    return table;
  }

  private String rankedBy() {
    return switch (results.ranked()) {
      case RESULT ->
          "Ranked by the parameters that were exported, since train.early-stop differs between"
              + " variants: those that stop early stand with the epoch that is best on the share of"
              + " validation rows kept for that, the others with the last one.";
      case BEST_VALIDATION ->
          "Ranked by the best epoch on the share of validation rows that was kept for that.";
      case LAST, ORACLE, LOSS, CALIBRATION, RESULT_LOSS, RESULT_CALIBRATION ->
          "Ranked by the last epoch. No share of the validation rows was kept to choose an epoch"
              + " by in all cells: best validation is inflated where the lambdas saw those rows.";
    };
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(rankedBy());
    notes.add(
        "Oracle: the best epoch on the test rows, which nobody could have chosen; nothing is ranked"
            + " by it. Teachers are shown, not ranked.");
    notes.add(
        "Differences are paired by seeds. CI: 95 % interval by Student's t; Holm: the p of the t-test"
            + " corrected for all comparisons with the same reference; Wilcoxon: exact signed-rank"
            + " test. A tie is an interval that holds 0. With fewer than three seeds, or where the"
            + " differences are the same in all seeds and not 0, there is neither interval nor test;"
            + " nor of variants that are the same to the bit with every seed.");
    if (!ranking.leftOut().isEmpty() && results.blocks().size() > 1) {
      notes.add(
          "Without mean rank, since some block lacks them: "
              + String.join(", ", ranking.leftOut())
              + ".");
    }
    return notes;
  }
}
