package org.almkd.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.almkd.data.SplitIndex;
import org.almkd.report.Figure;
import org.almkd.report.HtmlTable;
import org.almkd.report.Points;
import org.almkd.report.ScatterChart;

/**
 * Rows at their places in the plane.
 *
 * @param entry the data set
 * @param classNames name of class 0, 1, ...
 * @param index ids and labels of the split
 * @param rows which of them, as dense indices
 * @param places N x 2
 */
// Primitive arrays are the point, as in SplitIndex; never compared.
@SuppressWarnings("ArrayRecordComponent")
record ProjectionPicture(
    DataSets.Entry entry,
    List<String> classNames,
    SplitIndex index,
    int[] rows,
    double[][] places) {

  SummaryFigure draw(FileNames names) {
    ScatterChart chart =
        new ScatterChart(entry.name() + ": rows in the plane", "t-SNE 1", "t-SNE 2");
    HtmlTable table = new HtmlTable("Rows drawn of each class").text("class").number("rows");
    for (int c = 0; c < classNames.size(); c++) {
      int label = c;
      int[] chosen = IntStream.range(0, rows.length).filter(i -> label(i) == label).toArray();
      chart.add(points(classNames.get(c), chosen));
      table.row(classNames.get(c), Integer.toString(chosen.length));
    }
    String note =
        "%d %s rows of data seed %d, chosen by their ids, where t-SNE puts them: near each other where their features are; axes have no unit. Colour, marker and the name among the points: the given label. Figure 7 of the paper."
            .formatted(rows.length, index.split().slug(), entry.seed());
    String slug = names.of(FigureKind.PROJECTION.key() + "-" + entry.name());
    return new SummaryFigure(new Figure(slug, chart, note, table), data());
  }

  private int label(int row) {
    return index.labels()[rows[row]];
  }

  private boolean isCleanKnown() {
    return index.cleanLabels().length > 0;
  }

  private Points points(String name, int[] chosen) {
    List<String> texts = new ArrayList<>();
    for (int i : chosen) {
      String clean =
          isCleanKnown() ? ", in truth " + classNames.get(index.cleanLabels()[rows[i]]) : "";
      texts.add("class %s%s\nrow %d".formatted(name, clean, index.ids()[rows[i]]));
    }
    return new Points(name, coordinates(chosen, 0), coordinates(chosen, 1), texts);
  }

  private double[] coordinates(int[] chosen, int axis) {
    return IntStream.of(chosen).mapToDouble(i -> places[i][axis]).toArray();
  }

  private DataTable data() {
    DataTable data = new DataTable(List.of("id", "x", "y", "label", "cleanLabel"));
    for (int i = 0; i < rows.length; i++) {
      data.row(
          List.of(
              index.ids()[rows[i]],
              places[i][0],
              places[i][1],
              classNames.get(label(i)),
              isCleanKnown() ? classNames.get(index.cleanLabels()[rows[i]]) : ""));
    }
    return data;
  }
}
