package org.almkd.report;

import java.util.ArrayList;
import java.util.List;

/** Names of the curves, in as many lines as they need, above a chart. */
final class Legend {
  private static final int SWATCH = 30;
  private static final int BAND_HEIGHT = 12;
  private static final int TEXT_GAP = 6;
  private static final int ENTRY_GAP = 14;
  private static final int LONGEST_NAME = 40;

  private final List<Curve> curves;
  private final List<List<Integer>> lines = new ArrayList<>();

  Legend(List<Curve> curves) {
    this.curves = curves;
    double used = Svg.WIDTH;
    for (int c = 0; c < curves.size(); c++) {
      double width = width(curves.get(c));
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
        drawn.addAll(entry(curves.get(c), new Style(c), left, Svg.LINE * (l + 0.5)));
        left += width(curves.get(c));
      }
    }
    return drawn;
  }

  private static List<Element> entry(Curve curve, Style style, double left, double middle) {
    Element line = style.dashed(Svg.line(style.of("line"), left, middle, left + SWATCH, middle));
    Element mark =
        curve.isBand()
            ? Svg.box(style.of("band"), left, middle - BAND_HEIGHT / 2.0, SWATCH, BAND_HEIGHT)
            : style.marker(left + SWATCH / 2.0, middle);
    double base = middle + Svg.FONT_SIZE / 3.0;
    return List.of(
        line, mark, Svg.label(shown(curve.name()), left + SWATCH + TEXT_GAP, base, "start"));
  }

  private static double width(Curve curve) {
    return SWATCH + TEXT_GAP + Svg.CHARACTER * shown(curve.name()).length() + ENTRY_GAP;
  }

  private static String shown(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "\u2026";
  }
}
