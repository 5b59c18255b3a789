package org.almkd.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The drawing of one curve.
 *
 * @param frame where its numbers lie
 * @param curve what is drawn
 * @param style how it looks
 */
record CurveDrawing(Frame frame, Curve curve, Style style) {
  private static final int CAP = 3;
  private static final int ALL_MARKED = 25;
  private static final int MARKED = 8;

  /**
   * Returns its elements.
   *
   * @param phase in [0, 1): how far the markers are moved towards the next one, so that those of
   *     curves that lie on each other do not
   */
  List<Element> draw(double phase) {
    List<Element> drawn = new ArrayList<>();
    if (curve.isBand()) {
      drawn.add(Svg.path(style.of("band"), band()));
      drawn.add(style.dashed(Svg.path(style.of("line"), line(curve.low()))));
    }
    if (curve.areErrorsShaded()) {
      drawn.add(Svg.path(style.of("band"), band()));
    }
    drawn.add(style.dashed(Svg.path(style.of("line"), line(curve.high()))));
    curve
        .drawn()
        .filter(i -> curve.error(i) > 0 && !curve.areErrorsShaded())
        .forEach(i -> drawn.add(Svg.path(style.of("error"), error(i))));
    if (!curve.isBand()) {
      drawn.addAll(markers(phase));
    }
    return drawn;
  }

  private String line(double[] ordinates) {
    StringBuilder path = new StringBuilder();
    curve
        .drawn()
        .forEach(i -> path.append(path.isEmpty() ? 'M' : 'L').append(point(i, ordinates[i])));
    return path.toString();
  }

  private String band() {
    int[] drawn = curve.drawn().toArray();
    StringBuilder path = new StringBuilder();
    for (int i : drawn) {
      path.append(path.isEmpty() ? 'M' : 'L').append(point(i, curve.high()[i] + curve.error(i)));
    }
    for (int n = drawn.length - 1; n >= 0; n--) {
      int i = drawn[n];
      path.append('L').append(point(i, curve.low()[i] - curve.error(i)));
    }
    return path.append('Z').toString();
  }

  private String error(int i) {
    double x = frame.px(curve.x()[i]);
    double low = frame.py(curve.low()[i] - curve.error(i));
    double high = frame.py(curve.low()[i] + curve.error(i));
    return "M%sh%dM%sh%dM%sV%s"
        .formatted(
            Svg.pair(x - CAP, low),
            2 * CAP,
            Svg.pair(x - CAP, high),
            2 * CAP,
            Svg.pair(x, low),
            Svg.number(high));
  }

  /** Long curves are marked here and there. */
  private List<Element> markers(double phase) {
    int[] drawn = curve.drawn().toArray();
    int step = drawn.length <= ALL_MARKED ? 1 : drawn.length / MARKED;
    List<Element> markers = new ArrayList<>();
    for (int n = (int) (step * phase); n < drawn.length; n += step) {
      int i = drawn[n];
      markers.add(style.marker(frame.px(curve.x()[i]), frame.py(curve.low()[i])));
    }
    return markers;
  }

  private String point(int i, double ordinate) {
    return Svg.pair(frame.px(curve.x()[i]), frame.py(ordinate));
  }
}
