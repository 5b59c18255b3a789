package org.almkd.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the numbers of a chart lie in its figure.
 *
 * @param x the axis from left to right
 * @param y the axis from below
 * @param left where x begins
 * @param top where y ends
 * @param right where x ends
 * @param height from where y begins to where it ends
 */
record Frame(Axis x, Axis y, double left, double top, double right, double height) {
  private static final int HEIGHT = 240;
  private static final int BELOW = 44;
  private static final int MARGIN = 14;
  private static final int Y_LABEL = 18;
  private static final int TICK_GAP = 6;

  /** Returns a frame of the usual height below a legend of some height. */
  static Frame of(Axis x, Axis y, double legend) {
    double left = Y_LABEL + 2 * TICK_GAP + Svg.CHARACTER * longestTick(y);
    // The last tick of x may stand at the very end, its label half beyond it.
    double right = Svg.WIDTH - Math.max(MARGIN, Svg.CHARACTER * (longestTick(x) + 1) / 2);
    return new Frame(x, y, left, legend + Svg.FONT_SIZE, right, HEIGHT);
  }

  private static int longestTick(Axis axis) {
    return axis.ticks().stream().mapToInt(tick -> axis.text(tick).length()).max().orElse(1);
  }

  /** Returns the frame as high as it must be for both axes to have one scale. */
  Frame toScale() {
    double perUnit = (right - left) / (x.high() - x.low());
    return new Frame(x, y, left, top, right, perUnit * (y.high() - y.low()));
  }

  /** Returns the height of the whole figure. */
  double figureHeight() {
    return bottom() + BELOW;
  }

  double bottom() {
    return top + height;
  }

  /** Returns where a number lies from left to right. */
  double px(double value) {
    return left + x.place(value) * (right() - left);
  }

  /** Returns where a number lies from above. */
  double py(double value) {
    return bottom() - y.place(value) * height;
  }

  /** Returns axes, ticks and their labels. */
  List<Element> draw() {
    List<Element> drawn = new ArrayList<>();
    for (double tick : x.ticks()) {
      drawn.add(Svg.line("grid", px(tick), top, px(tick), bottom()));
      drawn.add(Svg.label(x.text(tick), px(tick), bottom() + Svg.LINE, "middle"));
    }
    drawn.addAll(drawWithoutTicksOfX());
    return drawn;
  }

  /** Returns the same where what stands below x is no number. */
  List<Element> drawWithoutTicksOfX() {
    List<Element> drawn = new ArrayList<>();
    for (double tick : y.ticks()) {
      drawn.add(Svg.line("grid", left, py(tick), right(), py(tick)));
      drawn.add(Svg.label(y.text(tick), left - TICK_GAP, py(tick) + Svg.FONT_SIZE / 3.0, "end"));
    }
    drawn.add(Svg.line("axis", left, bottom(), right(), bottom()));
    drawn.add(Svg.line("axis", left, top, left, bottom()));
    drawn.add(Svg.label(x.label(), (left + right()) / 2, bottom() + 2 * Svg.LINE, "middle"));
    double middle = (top + bottom()) / 2;
    drawn.add(
        Svg.label(y.label(), Svg.FONT_SIZE, middle, "middle")
            .attr("transform", "rotate(-90 " + Svg.pair(Svg.FONT_SIZE, middle) + ")"));
    return drawn;
  }
}
