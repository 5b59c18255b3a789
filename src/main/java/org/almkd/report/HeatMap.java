package org.almkd.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A square matrix of shares as cells, darker for more, each with its percent; cells of less than
 * half a percent are left without a number. Rows and columns have the same names, or their numbers
 * from 0 where these do not fit.
 */
public final class HeatMap extends Chart {
  /** Most rows of which the cells have room for a number. */
  public static final int MOST_ROWS = 20;

  private static final int SIDE = 52;
  private static final int CELL_HEIGHT = 20;
  private static final int GAP = 6;

  /** A number on a cell stays readable: no cell is filled more than this. */
  private static final double DARKEST = 0.55;

  private static final double LEAST_SHOWN = 0.005;

  private final String rowLabel;
  private final String columnLabel;
  private final List<String> names;
  private final double[][] shares;

  /**
   * A heat map.
   *
   * @param title what it shows
   * @param rowLabel what the rows are
   * @param columnLabel what the columns are
   * @param names names of rows and columns, at most {@link #MOST_ROWS}
   * @param shares as many rows of as many numbers in [0, 1]
   */
  public HeatMap(
      String title, String rowLabel, String columnLabel, List<String> names, double[][] shares) {
    super(title);
    if (names.size() > MOST_ROWS || shares.length != names.size()) {
      throw new IllegalArgumentException(
          "found %d names and %d rows of \"%s\"; expected as many rows as names, at most %d"
              .formatted(names.size(), shares.length, title, MOST_ROWS));
    }
    this.rowLabel = rowLabel;
    this.columnLabel = columnLabel;
    this.names = List.copyOf(names);
    this.shares = shares.clone();
  }

  @Override
  public boolean isEmpty() {
    return names.isEmpty();
  }

  @Override
  Element draw() {
    int count = names.size();
    double bottom = GAP + CELL_HEIGHT * (double) count;
    double middle = (left() + right()) / 2;
    Element svg = paper(bottom + 2 * Svg.LINE + 2 * GAP);
    for (int row = 0; row < count; row++) {
      double base = y(row) + (CELL_HEIGHT + Svg.FONT_SIZE) / 2.0 - 2;
      svg.with(Svg.label(name(row), left() - GAP, base, "end"));
      svg.with(Svg.label(name(row), x(row) + width() / 2, bottom + Svg.LINE, "middle"));
      svg.with(cells(row, base));
    }
    double centre = GAP + CELL_HEIGHT * count / 2.0;
    return svg.with(
        Svg.label(columnLabel, middle, bottom + 2 * Svg.LINE, "middle"),
        Svg.label(rowLabel, Svg.FONT_SIZE, centre, "middle")
            .attr("transform", "rotate(-90 " + Svg.pair(Svg.FONT_SIZE, centre) + ")"));
  }

  private List<Element> cells(int row, double base) {
    List<Element> drawn = new ArrayList<>();
    for (int column = 0; column < names.size(); column++) {
      double share = shares[row][column];
      String text =
          "%s: %s, %s: %s, %s"
              .formatted(
                  rowLabel, names.get(row), columnLabel, names.get(column), Numbers.percent(share));
      // The root tells small shares apart, which is what the map is looked at for.
      String opacity = Numbers.fixed(DARKEST * Math.sqrt(share), 3);
      drawn.add(
          Svg.box("cell c0", x(column), y(row), width(), CELL_HEIGHT)
              .attr("fill-opacity", opacity)
              .with(Element.text("title", text)));
      if (share >= LEAST_SHOWN) {
        String percent = Numbers.fixed(100 * share, 0);
        drawn.add(Svg.label(percent, x(column) + width() / 2, base, "middle"));
      }
    }
    return drawn;
  }

  private String name(int number) {
    boolean fit = names.stream().allMatch(n -> Svg.CHARACTER * n.length() <= roomForNames());
    return fit ? names.get(number) : Integer.toString(number);
  }

  private double roomForNames() {
    return Math.min(width() - GAP, SIDE - Svg.LINE - GAP);
  }

  private double left() {
    return SIDE;
  }

  private double right() {
    return Svg.WIDTH - (double) GAP;
  }

  private double width() {
    return (right() - left()) / names.size();
  }

  private double x(int column) {
    return left() + column * width();
  }

  private double y(int row) {
    return GAP + (double) row * CELL_HEIGHT;
  }
}
