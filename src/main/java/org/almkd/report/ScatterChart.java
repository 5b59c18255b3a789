package org.almkd.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * Points in a plane in which only distances mean anything: both axes have one scale. Points of
 * different names differ in colour and marker alike, and each name stands once among its points, so
 * that more than the six markers can be told apart in black and white.
 */
public final class ScatterChart extends Chart {
  private static final int INTERVALS = 8;
  private static final int LONGEST_NAME = 12;

  private final String xLabel;
  private final String yLabel;
  private final List<Points> groups = new ArrayList<>();

  /** A chart without points. */
  public ScatterChart(String title, String xLabel, String yLabel) {
    super(title);
    this.xLabel = xLabel;
    this.yLabel = yLabel;
  }

  /** Adds the points of a name; no points are left out. */
  public ScatterChart add(Points points) {
    if (points.x().length > 0) {
      groups.add(points);
    }
    return this;
  }

  @Override
  public boolean isEmpty() {
    return groups.isEmpty();
  }

  @Override
  Element draw() {
    Legend legend = new Legend(groups.stream().map(Points::name).toList(), ScatterChart::swatch);
    Frame frame = frame(legend.height());
    Element svg = paper(frame.figureHeight()).with(frame.draw());
    for (int g = 0; g < groups.size(); g++) {
      svg.with(dots(frame, g));
    }
    groups.forEach(points -> svg.with(name(frame, points)));
    return svg.with(legend.draw());
  }

  /** The shorter axis is lengthened on both sides: about a square. */
  private Frame frame(double legend) {
    double[] x = sorted(Points::x);
    double[] y = sorted(Points::y);
    double span = Math.max(span(x), span(y));
    return Frame.of(axis(xLabel, x, span), axis(yLabel, y, span), legend).toScale();
  }

  private static double span(double[] sorted) {
    return sorted[sorted.length - 1] - sorted[0];
  }

  private static Axis axis(String label, double[] sorted, double span) {
    double margin = (span - span(sorted)) / 2;
    return Axis.covering(
        label, sorted[0] - margin, sorted[sorted.length - 1] + margin, INTERVALS, 0);
  }

  private double[] sorted(Function<Points, double[]> numbers) {
    return groups.stream().map(numbers).flatMapToDouble(DoubleStream::of).sorted().toArray();
  }

  private List<Element> dots(Frame frame, int number) {
    Points points = groups.get(number);
    Style style = new Style(number);
    List<Element> dots = new ArrayList<>();
    for (int i = 0; i < points.x().length; i++) {
      dots.add(
          style
              .dot(frame.px(points.x()[i]), frame.py(points.y()[i]))
              .with(Element.text("title", points.texts().get(i))));
    }
    return dots;
  }

  private static Element name(Frame frame, Points points) {
    int middle = points.middle();
    double x = frame.px(points.x()[middle]);
    double y = frame.py(points.y()[middle]) + Svg.FONT_SIZE / 3.0;
    return Svg.label(Svg.shortened(points.name(), LONGEST_NAME), x, y, "middle").withClass("name");
  }

  private static List<Element> swatch(int number, double left, double middle) {
    return List.of(new Style(number).dot(left + Legend.SWATCH / 2.0, middle));
  }
}
