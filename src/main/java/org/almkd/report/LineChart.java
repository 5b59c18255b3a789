package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import j2html.TagCreator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * Curves over two numeric axes, as SVG. Drawn here rather than by a plotting library on AWT, so
 * that a figure needs neither fonts nor a display, follows the reader's choice of light or dark by
 * its style sheet, and says its numbers where the reader points. Curves differ in colour, dashes
 * and markers alike: black and white is enough to tell them apart.
 */
public final class LineChart {
  private static final int X_INTERVALS = 6;
  private static final int Y_INTERVALS = 5;

  private final String title;
  private final String xLabel;
  private final String yLabel;
  private final List<Curve> curves = new ArrayList<>();

  /** A chart without curves. The labels name the units. */
  public LineChart(String title, String xLabel, String yLabel) {
    this.title = title;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
  }

  /** Adds a curve; one without a finite point is left out. */
  public LineChart add(Curve curve) {
    if (curve.drawn().findAny().isPresent()) {
      curves.add(curve);
    }
    return this;
  }

  /** Returns whether there is nothing to draw. */
  public boolean isEmpty() {
    return curves.isEmpty();
  }

  /** Returns what the chart shows. */
  public String title() {
    return title;
  }

  /**
   * Returns a file of its own, which follows light and dark as well.
   *
   * @throws IllegalStateException if there is nothing to draw
   */
  public byte[] toFile() {
    Element svg =
        toSvg()
            .attr("xmlns", "http://www.w3.org/2000/svg")
            .with(new Element("style").with(TagCreator.rawHtml(HtmlPage.style("figure.css"))));
    return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + Element.render(svg) + "\n")
        .getBytes(UTF_8);
  }

  /**
   * Returns the drawing.
   *
   * @throws IllegalStateException if there is nothing to draw
   */
  Element toSvg() {
    if (isEmpty()) {
      throw new IllegalStateException("found no curve in the chart \"" + title + "\"");
    }
    Legend legend = new Legend(curves);
    // Between two epochs there is none.
    double leastStep = areWhole() ? 1 : 0;
    Frame frame =
        Frame.of(
            axis(xLabel, Curve::drawnX, X_INTERVALS, leastStep),
            axis(yLabel, Curve::ends, Y_INTERVALS, 0),
            legend.height());
    Element svg =
        Element.of("svg", "figure")
            .attr("viewBox", "0 0 " + Svg.pair(Svg.WIDTH, frame.figureHeight()))
            .attr("role", "img")
            .attr("aria-label", title)
            .with(Svg.box("paper", 0, 0, Svg.WIDTH, frame.figureHeight()))
            .with(frame.draw());
    for (int c = 0; c < curves.size(); c++) {
      double phase = (double) c / curves.size();
      svg.with(new CurveDrawing(frame, curves.get(c), new Style(c)).draw(phase));
    }
    return svg.with(legend.draw()).with(new Spots(frame, curves).draw());
  }

  private Axis axis(
      String label, Function<Curve, DoubleStream> numbers, int intervals, double leastStep) {
    double[] all = curves.stream().flatMapToDouble(numbers).sorted().toArray();
    return Axis.covering(label, all[0], all[all.length - 1], intervals, leastStep);
  }

  private boolean areWhole() {
    return curves.stream().flatMapToDouble(Curve::drawnX).allMatch(v -> v == Math.rint(v));
  }
}
