package org.almkd.report;

import java.util.ArrayList;
import java.util.List;

/** Names of what a chart compares, in as many lines as they need, above it. */
final class Legend {
  /** Width of what stands before a name. */
  static final int SWATCH = 30;

  private static final int TEXT_GAP = 6;
  private static final int ENTRY_GAP = 14;
  private static final int LONGEST_NAME = 40;

  private final List<String> names;
  private final Swatches swatches;
  private final List<List<Integer>> lines = new ArrayList<>();

  /** What stands before the names. */
  interface Swatches {
    /** Draws that of a name, from a place to the right, around the middle of its line. */
    List<Element> draw(int number, double left, double middle);
  }

  Legend(List<String> names, Swatches swatches) {
    this.names = names;
    this.swatches = swatches;
    double used = Svg.WIDTH;
    for (int c = 0; c < names.size(); c++) {
      double width = width(names.get(c));
      if (used + width > Svg.WIDTH) {
        lines.add(new ArrayList<>());
        used = 0;
      }
      lines.get(lines.size() - 1).add(c);
      used += width;
    }
  }

  double height() {
    return Svg.LINE * lines.size();
  }

  List<Element> draw() {
    List<Element> drawn = new ArrayList<>();
    for (int l = 0; l < lines.size(); l++) {
      double left = TEXT_GAP;
      for (int c : lines.get(l)) {
        double middle = Svg.LINE * (l + 0.5);
        drawn.addAll(swatches.draw(c, left, middle));
        double base = middle + Svg.FONT_SIZE / 3.0;
        drawn.add(Svg.label(shown(names.get(c)), left + SWATCH + TEXT_GAP, base, "start"));
        left += width(names.get(c));
      }
    }
    return drawn;
  }

  private static double width(String name) {
    return SWATCH + TEXT_GAP + Svg.CHARACTER * shown(name).length() + ENTRY_GAP;
  }

  private static String shown(String name) {
    return Svg.shortened(name, LONGEST_NAME);
  }
}
