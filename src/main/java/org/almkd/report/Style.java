package org.almkd.report;

import java.util.List;

/**
 * How the curve of a number looks: 6 colours, dashes and markers, combined so that 36 curves differ
 * from each other.
 *
 * @param number from 0; 36 looks like 0
 */
record Style(int number) {
  private static final int COLOURS = 6;
  private static final List<String> DASHES = List.of("", "7 3", "2 3", "10 3 2 3", "5 2", "12 4");

  /** Paths around the origin: disc, square, triangle, diamond, x and +. */
  private static final List<String> MARKERS =
      List.of(
          "m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z",
          "m-3.2 -3.2h6.4v6.4h-6.4z",
          "m0 -4.2l4 7.2h-8z",
          "m0 -4.6l4.6 4.6l-4.6 4.6l-4.6 -4.6z",
          "m-3.5 -3.5l7 7m-7 0l7 -7",
          "m-4.2 0h8.4m-4.2 -4.2v8.4");

  /** Returns the classes of a part of a curve: which part it is, and its colour. */
  String of(String part) {
    return part + " c" + number % COLOURS;
  }

  /** Returns a line with the dashes of the curve. */
  Element dashed(Element line) {
    String dashes = DASHES.get(variant(DASHES.size()));
    return dashes.isEmpty() ? line : line.attr("stroke-dasharray", dashes);
  }

  /** Returns a marker at a place. */
  Element marker(double x, double y) {
    return Svg.path(of("marker"), "M" + Svg.pair(x, y) + MARKERS.get(variant(MARKERS.size())));
  }

  /** Returns a marker of one of very many points. */
  Element dot(double x, double y) {
    return Svg.path(of("dot"), "M" + Svg.pair(x, y) + MARKERS.get(variant(MARKERS.size())));
  }

  /** Moves on by one each time all colours have been used. */
  private int variant(int count) {
    return (number + number / COLOURS) % count;
  }
}
