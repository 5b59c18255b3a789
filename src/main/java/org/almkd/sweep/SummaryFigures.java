package org.almkd.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.config.InvalidConfigException;
import org.almkd.data.InvalidDataException;
import org.almkd.report.FinishedRun;
import org.almkd.report.Json;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;

/**
 * The figures of a summary. The cells are gone through once, one at a time; of each, buckets and
 * curves are kept.
 *
 * @param figures in the order of the page
 * @param lambdas means and slopes of the lambdas
 */
record SummaryFigures(List<SummaryFigure> figures, List<LambdaStatistic> lambdas) {

  /** Draws what is wanted and what the cells have the numbers for. */
  static SummaryFigures draw(
      Storage storage, SweepResults results, List<String> references, SummarySettings settings) {
    AccuracyCurves curves = new AccuracyCurves();
    Map<LambdaCells.Student, LambdaCells> lambdas = LambdaCells.plan(results);
    boolean drawsCurves = settings.draws(FigureKind.ACCURACY_BY_EPOCH);
    boolean drawsLambdas =
        settings.draws(FigureKind.LAMBDA_BY_CONFIDENCE)
            || settings.draws(FigureKind.CONFIDENCE_HISTOGRAM)
            || settings.draws(FigureKind.LAMBDA_CHANGE);
    for (CellResult cell : results.cells()) {
      try {
        FinishedRun run = CellResult.open(storage, cell.cell());
        if (drawsCurves) {
          curves.add(cell, results, metrics(run));
        }
        LambdaCells student = lambdas.get(LambdaCells.student(cell));
        if (drawsLambdas && student != null && results.isSource(cell, cell.networks().get(0))) {
          student.add(cell, run.lambdas(), settings.buckets());
        }
      } catch (InvalidConfigException | StorageException e) {
        results.addProblem(
            Problem.of(cell.cell(), Problem.Kind.FIGURE, "not in all figures", e.getMessage()));
      }
    }
    FileNames names = new FileNames();
    List<SummaryFigure> figures = new ArrayList<>();
    if (settings.draws(FigureKind.ACCURACY_BY_BLOCK)) {
      figures.addAll(new BlockBars(results).figures(names));
    }
    figures.addAll(curves.figures(results, references, names));
    List<LambdaStatistic> statistics = new ArrayList<>();
    lambdas.forEach(
        (student, cells) -> {
          if (!cells.cells().isEmpty()) {
            LambdaPictures pictures = new LambdaPictures(student, cells);
            figures.addAll(pictures(pictures, names, settings));
            statistics.addAll(pictures.statistics());
          }
        });
    if (settings.draws(FigureKind.PROJECTION)) {
      figures.addAll(projections(storage, results, names));
    }
    return new SummaryFigures(figures, statistics);
  }

  private static List<SummaryFigure> projections(
      Storage storage, SweepResults results, FileNames names) {
    Projections projections = new Projections(storage);
    List<SummaryFigure> drawn = new ArrayList<>();
    for (DataSets.Entry entry : DataSets.of(results).firstOfEach()) {
      try {
        drawn.add(projections.draw(entry, names));
      } catch (InvalidConfigException | InvalidDataException | StorageException e) {
        results.addProblem(
            Problem.of(
                entry.first().cell(), Problem.Kind.FIGURE, "not in all figures", e.getMessage()));
      }
    }
    return drawn;
  }

  /** Parsed to the end before any of it is used: a damaged file leaves nothing behind. */
  private static List<JsonNode> metrics(FinishedRun run) {
    String file = run.path() + "/metrics.jsonl";
    return new String(run.read("metrics.jsonl"), UTF_8)
        .lines()
        .map(line -> Json.parse(file, line.getBytes(UTF_8)))
        .toList();
  }

  private static List<SummaryFigure> pictures(
      LambdaPictures pictures, FileNames names, SummarySettings settings) {
    List<SummaryFigure> drawn = new ArrayList<>();
    if (settings.draws(FigureKind.LAMBDA_BY_CONFIDENCE)) {
      drawn.add(pictures.byConfidence(names));
    }
    if (settings.draws(FigureKind.CONFIDENCE_HISTOGRAM)) {
      drawn.add(pictures.histogram(names));
    }
    if (settings.draws(FigureKind.LAMBDA_CHANGE)) {
      Optional<SummaryFigure> change = pictures.change(names);
      change.ifPresent(drawn::add);
    }
    return drawn;
  }
}
