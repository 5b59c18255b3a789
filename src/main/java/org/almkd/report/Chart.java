package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import j2html.TagCreator;

/**
 * A chart as SVG. Drawn here rather than by a plotting library on AWT, so that a figure needs
 * neither fonts nor a display, follows the reader's choice of light or dark by its style sheet, and
 * says its numbers where the reader points.
 */
public abstract sealed class Chart permits LineChart, BarChart, HeatMap, ScatterChart {
  private final String title;

  Chart(String title) {
    this.title = title;
  }

  /** Returns what the chart shows. */
  public final String title() {
    return title;
  }

  /** Returns whether there is nothing to draw. */
  public abstract boolean isEmpty();

  /**
   * Returns a file of its own, which follows light and dark as well.
   *
   * @throws IllegalStateException if there is nothing to draw
   */
  public final byte[] toFile() {
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
  final Element toSvg() {
    if (isEmpty()) {
      throw new IllegalStateException("found no curve in the chart \"" + title + "\"");
    }
    return draw();
  }

  /** Draws a chart that is not empty. */
  abstract Element draw();

  /** Returns an empty drawing of some height. */
  final Element paper(double height) {
    return Element.of("svg", "figure")
        .attr("viewBox", "0 0 " + Svg.pair(Svg.WIDTH, height))
        .attr("role", "img")
        .attr("aria-label", title)
        .with(Svg.box("paper", 0, 0, Svg.WIDTH, height));
  }
}
