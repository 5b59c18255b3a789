package org.almkd.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Invisible parts of a chart that say its numbers to a reader who points at them.
 *
 * @param frame where the numbers lie
 * @param curves what they say
 */
record Spots(Frame frame, List<Curve> curves) {
  private static final int MOST = 400;
  private static final int RADIUS = 7;

  List<Element> draw() {
    double[] grid = curves.stream().flatMapToDouble(Curve::drawnX).distinct().sorted().toArray();
    double[] first = curves.get(0).x();
    boolean shareAbscissae = curves.stream().allMatch(curve -> Arrays.equals(curve.x(), first));
    return shareAbscissae ? columns(thinned(grid)) : points();
  }

  /** Curves over the same abscissae are told together, wherever in a column the reader points. */
  private List<Element> columns(double[] grid) {
    List<Element> columns = new ArrayList<>();
    for (int g = 0; g < grid.length; g++) {
      double from = g == 0 ? frame.left() : middle(grid[g - 1], grid[g]);
      double to = g == grid.length - 1 ? frame.right() : middle(grid[g], grid[g + 1]);
      double height = frame.bottom() - frame.top();
      columns.add(
          Svg.box("spot", from, frame.top(), to - from, height)
              .with(Element.text("title", text(grid[g]))));
    }
    return columns;
  }

  private String text(double abscissa) {
    StringBuilder text = new StringBuilder(place(abscissa));
    for (Curve curve : curves) {
      // Buckets of a sure teacher share their mean probability.
      for (int i = 0; i < curve.x().length; i++) {
        if (curve.x()[i] == abscissa && curve.isDrawn(i)) {
          text.append('\n').append(curve.text(i));
        }
      }
    }
    return text.toString();
  }

  private List<Element> points() {
    List<Element> points = new ArrayList<>();
    for (Curve curve : curves) {
      curve
          .drawn()
          .limit(MOST)
          .forEach(
              i ->
                  points.add(
                      Element.of("circle", "spot")
                          .attr("cx", Svg.number(frame.px(curve.x()[i])))
                          .attr("cy", Svg.number(frame.py(curve.high()[i])))
                          .attr("r", RADIUS)
                          .with(
                              Element.text("title", place(curve.x()[i]) + "\n" + curve.text(i)))));
    }
    return points;
  }

  private String place(double abscissa) {
    return frame.x().label() + ": " + Numbers.four(abscissa);
  }

  private double middle(double a, double b) {
    return (frame.px(a) + frame.px(b)) / 2;
  }

  /** Leaves out some of very many; the last one stays. */
  private static double[] thinned(double[] grid) {
    int every = (grid.length + MOST - 1) / MOST;
    return IntStream.range(0, grid.length)
        .filter(i -> (grid.length - 1 - i) % every == 0)
        .mapToDouble(i -> grid[i])
        .toArray();
  }
}
