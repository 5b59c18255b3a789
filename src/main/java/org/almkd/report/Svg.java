package org.almkd.report;

import java.util.Locale;

/** Elements of figures. Lengths are in units of the view box, 1 to 1.3 pixels each. */
final class Svg {
  /** Width of a figure. */
  static final int WIDTH = 480;

  /** Height of the letters. */
  static final int FONT_SIZE = 13;

  /** Distance of two lines of text. */
  static final int LINE = 18;

  /** About the width of a letter: the fonts of the reader are not known here. */
  static final double CHARACTER = 0.57 * FONT_SIZE;

  private Svg() {}

  static Element path(String style, String path) {
    return Element.of("path", style).attr("d", path);
  }

  static Element line(String style, double x1, double y1, double x2, double y2) {
    return path(style, "M" + pair(x1, y1) + "L" + pair(x2, y2));
  }

  static Element box(String style, double x, double y, double width, double height) {
    return Element.of("rect", style)
        .attr("x", number(x))
        .attr("y", number(y))
        .attr("width", number(width))
        .attr("height", number(height));
  }

  static Element label(String text, double x, double y, String anchor) {
    return Element.text("text", text)
        .attr("x", number(x))
        .attr("y", number(y))
        .attr("text-anchor", anchor);
  }

  /** Returns a text that is cut, with a sign of it, where it is longer than some letters. */
  static String shortened(String text, int letters) {
    return text.length() <= letters ? text : text.substring(0, letters - 1) + "\u2026";
  }

  static String pair(double x, double y) {
    return number(x) + " " + number(y);
  }

  /** A tenth of a unit is finer than any screen shows. */
  static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
