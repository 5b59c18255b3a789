package org.almkd.sweep;

import java.util.ArrayList;
import java.util.List;
import org.almkd.report.BarChart;
import org.almkd.report.Bars;
import org.almkd.report.Figure;
import org.almkd.report.HtmlTable;

/** Mean test accuracy of each variant in each block, as groups of bars: figure 5 of the paper. */
final class BlockBars {
  private static final double PERCENT = 100;
  private static final int MOST_BARS = 48;

  private final SweepResults results;

  BlockBars(SweepResults results) {
    this.results = results;
  }

  /** Returns as many figures as are needed for bars that can be told apart. */
  List<SummaryFigure> figures(FileNames names) {
    List<SummaryFigure> figures = new ArrayList<>();
    List<Block> blocks = results.blocks();
    if (results.variants().isEmpty()) {
      return figures;
    }
    int atOnce = Math.max(1, MOST_BARS / results.variants().size());
    for (int from = 0; from < blocks.size(); from += atOnce) {
      figures.add(
          figure(
              blocks.subList(from, Math.min(blocks.size(), from + atOnce)),
              names.of(FigureKind.ACCURACY_BY_BLOCK.key())));
    }
    return figures;
  }

  private SummaryFigure figure(List<Block> blocks, String slug) {
    String title = "Test accuracy, " + results.ranked().title();
    BarChart chart =
        new BarChart(
            title, "block", "test accuracy (%)", blocks.stream().map(Block::name).toList());
    HtmlTable table =
        new HtmlTable(title + " (%): mean \u00b1 SEM")
            .text("block")
            .text("variant")
            .number("seeds")
            .number("accuracy");
    DataTable data = new DataTable(List.of("block", "variant", "seeds", "mean", "sem"));
    for (String variant : results.variants()) {
      double[] heights = new double[blocks.size()];
      double[] errors = new double[blocks.size()];
      for (int b = 0; b < heights.length; b++) {
        Block block = blocks.get(b);
        double[] values = results.values(block, variant, results.ranked());
        double mean = Statistics.mean(values);
        double error = Statistics.standardError(values);
        heights[b] = PERCENT * mean;
        errors[b] = PERCENT * error;
        data.row(List.of(block.name(), variant, values.length, mean, error));
        table.row(
            block.name(),
            variant,
            Integer.toString(values.length),
            TextTable.withError(TextTable.percent(mean), TextTable.percent(error)));
      }
      chart.add(new Bars(variant, heights, errors));
    }
    String note =
        "Mean over seeds; error bars are \u00b1 1 SEM. Where all accuracies are high the axis does not"
            + " begin at 0.";
    return new SummaryFigure(new Figure(slug, chart, note, table), data);
  }
}
