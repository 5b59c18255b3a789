package org.almkd.sweep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.almkd.report.Figure;
import org.almkd.storage.Storage;

/**
 * The answer of a sweep: which variant is best, by how much, and whether that is more than chance.
 * It depends on the cells alone, not on the order in which they ended, and holds no clock values:
 * equal cells give equal files. Cells are read one at a time.
 */
public final class SweepSummary {
  private SweepSummary() {}

  /**
   * What was written.
   *
   * @param page address of summary.html
   * @param answer which variant is best, in words
   * @param problems how many cells, or what else, are missing in it
   * @param unusable what is missing of cells that finished, in words
   */
  public record Written(String page, List<String> answer, int problems, List<String> unusable) {
    /** Copies the lists. */
    public Written {
      answer = List.copyOf(answer);
      unusable = List.copyOf(unusable);
    }
  }

  /**
   * Writes summary.csv, .json, .md, .tex, .html, differences.csv, cells.csv, data.csv, and figures
   * as SVG and CSV. What is wrong with a cell is told in the summary, and the others stand.
   *
   * @param storage where cells and summary lie
   * @param folder folder of the summary; files of an earlier one are replaced
   * @param name name of the sweep
   * @param outcomes all cells, in any order
   * @param settings what is shown
   * @throws org.almkd.storage.StorageException if a file cannot be written
   */
  public static Written write(
      Storage storage,
      String folder,
      String name,
      Collection<CellOutcome> outcomes,
      SummarySettings settings) {
    SweepResults results = SweepResults.read(storage, outcomes);
    results.requireReferences(settings.references());
    Comparisons comparisons = Comparisons.of(results, settings.references());
    Ranking ranking = Ranking.of(results);
    SummaryFigures drawn =
        SummaryFigures.draw(storage, results, comparisons.references(), settings);
    List<String> sentences = sentences(results, ranking);
    List<TextTable> tables =
        new ArrayList<>(new SummaryTables(results, comparisons, ranking).all());
    if (!drawn.lambdas().isEmpty()) {
      tables.add(LambdaStatistic.toText(drawn.lambdas()));
    }
    DataSets dataSets = DataSets.of(results);
    if (!dataSets.isEmpty()) {
      tables.add(dataSets.toText());
    }
    SummaryPage page =
        new SummaryPage(
            name,
            outcomes.size(),
            results,
            sentences,
            ranking,
            tables,
            drawn.figures().stream().map(SummaryFigure::figure).toList());
    SummaryData data = new SummaryData(results, comparisons, ranking, outcomes);

    SummaryFolder files = new SummaryFolder(storage, folder);
    files.clear();
    files.write("summary.csv", data.scores().toCsv());
    files.write("differences.csv", data.differences().toCsv());
    files.write("cells.csv", data.cells().toCsv());
    files.write("data.csv", dataSets.toData().toCsv());
    files.write("summary.json", data.toJson(name, sentences, drawn, dataSets));
    if (!drawn.lambdas().isEmpty()) {
      files.write("lambdas.csv", LambdaStatistic.toData(drawn.lambdas()).toCsv());
    }
    files.write("summary.md", page.toMarkdown());
    files.write("summary.tex", page.toLatex());
    for (SummaryFigure drawing : drawn.figures()) {
      Figure figure = drawing.figure();
      files.write(figure.file(), figure.chart().toFile());
      files.write(drawing.csv(), drawing.data().toCsv());
    }
    files.write("summary.html", page.toHtml());
    files.finish(name);
    return new Written(
        files.path() + "/summary.html", sentences, results.problems().size(), unusable(results));
  }

  private static List<String> unusable(SweepResults results) {
    return results.problems().stream()
        .filter(problem -> problem.kind() == Problem.Kind.UNUSABLE)
        .map(Problem::words)
        .toList();
  }

  private static List<String> sentences(SweepResults results, Ranking ranking) {
    if (results.blocks().isEmpty()) {
      return List.of("No cell finished: there is nothing to compare.");
    }
    return new Verdict(results).sentences(ranking);
  }
}
