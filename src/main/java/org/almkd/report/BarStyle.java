package org.almkd.report;

import java.util.ArrayList;
import java.util.List;

/**
 * How the bars of a number look: 6 colours and 6 fillings, combined so that 36 differ from each
 * other, and the first 6 without colour.
 *
 * @param number from 0; 36 looks like 0
 */
record BarStyle(int number) {
  private static final int COLOURS = 6;
  private static final int STRIPE = 5;

  private enum Filling {
    FULL("0.8"),
    HOLLOW("0"),
    LEVEL("0.12"),
    SLOPING("0.12"),
    PALE("0.4"),
    CROSSED("0.12");

    private final String opacity;

    Filling(String opacity) {
      this.opacity = opacity;
    }
  }

  /** Returns a bar, or the swatch of a legend. */
  List<Element> draw(double left, double top, double width, double height) {
    Filling filling = Filling.values()[(number + number / COLOURS) % Filling.values().length];
    List<Element> drawn = new ArrayList<>();
    drawn.add(Svg.box(of("bar"), left, top, width, height).attr("fill-opacity", filling.opacity));
    String stripes =
        switch (filling) {
          case FULL, HOLLOW, PALE -> "";
          case LEVEL -> level(left, top, width, height);
          case SLOPING -> sloping(left, top, width, height);
          case CROSSED -> level(left, top, width, height) + upright(left, top, width, height);
        };
    if (!stripes.isEmpty()) {
      drawn.add(Svg.path(of("error"), stripes));
    }
    return drawn;
  }

  private String of(String part) {
    return part + " c" + number % COLOURS;
  }

  private static String level(double left, double top, double width, double height) {
    StringBuilder path = new StringBuilder();
    for (double y = top + height - STRIPE; y > top; y -= STRIPE) {
      path.append('M').append(Svg.pair(left, y)).append('h').append(Svg.number(width));
    }
    return path.toString();
  }

  private static String upright(double left, double top, double width, double height) {
    StringBuilder path = new StringBuilder();
    for (double x = left + STRIPE; x < left + width; x += STRIPE) {
      path.append('M').append(Svg.pair(x, top)).append('v').append(Svg.number(height));
    }
    return path.toString();
  }

  /** Lines at 45 degrees, each cut where it leaves the bar. */
  private static String sloping(double left, double top, double width, double height) {
    StringBuilder path = new StringBuilder();
    double bottom = top + height;
    for (double reach = STRIPE; reach < width + height; reach += STRIPE) {
      double fromUp = Math.min(reach, height);
      double toRight = Math.min(reach, width);
      path.append('M')
          .append(Svg.pair(left + reach - fromUp, bottom - fromUp))
          .append('L')
          .append(Svg.pair(left + toRight, bottom - (reach - toRight)));
    }
    return path.toString();
  }
}
