package org.almkd.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * Curves over two numeric axes. They differ in colour, dashes and markers alike: black and white is
 * enough to tell them apart.
 */
public final class LineChart extends Chart {
  private static final int X_INTERVALS = 6;
  private static final int Y_INTERVALS = 5;
  private static final int BAND_HEIGHT = 12;

  private final String xLabel;
  private final String yLabel;
  private final List<Curve> curves = new ArrayList<>();

  /** A chart without curves. The labels name the units. */
  public LineChart(String title, String xLabel, String yLabel) {
    super(title);
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

  @Override
  public boolean isEmpty() {
    return curves.isEmpty();
  }

  @Override
  Element draw() {
    Legend legend = new Legend(curves.stream().map(Curve::name).toList(), this::swatch);
    // Between two epochs there is none.
    double leastStep = areWhole() ? 1 : 0;
    Frame frame =
        Frame.of(
            axis(xLabel, Curve::drawnX, X_INTERVALS, leastStep),
            axis(yLabel, Curve::ends, Y_INTERVALS, 0),
            legend.height());
    Element svg = paper(frame.figureHeight()).with(frame.draw());
    for (int c = 0; c < curves.size(); c++) {
      double phase = (double) c / curves.size();
      svg.with(new CurveDrawing(frame, curves.get(c), new Style(c)).draw(phase));
    }
    return svg.with(legend.draw()).with(new Spots(frame, curves).draw());
  }

  private List<Element> swatch(int number, double left, double middle) {
    Style style = new Style(number);
    Curve curve = curves.get(number);
    Element line =
        style.dashed(Svg.line(style.of("line"), left, middle, left + Legend.SWATCH, middle));
    Element mark =
        curve.isBand()
            ? Svg.box(
                style.of("band"), left, middle - BAND_HEIGHT / 2.0, Legend.SWATCH, BAND_HEIGHT)
            : style.marker(left + Legend.SWATCH / 2.0, middle);
    return List.of(line, mark);
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
