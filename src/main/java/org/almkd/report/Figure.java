package org.almkd.report;

import j2html.tags.DomContent;

/**
 * A chart, what to read in it, and its numbers as a table.
 *
 * @param slug name of its file, without ending: letters, digits, '.', '_' and '-'
 * @param chart what is drawn
 * @param note what to read in it
 * @param table the same numbers
 */
public record Figure(String slug, Chart chart, String note, HtmlTable table) {

  /** Returns the name of its file beside the page. */
  public String file() {
    return "figures/" + slug + ".svg";
  }

  DomContent toHtml() {
    return new Element("figure")
        .with(
            Element.text("h3", chart.title()),
            chart.toSvg(),
            Element.text("figcaption", note),
            table.toHtml());
  }
}
