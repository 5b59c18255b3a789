package org.almkd.report;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of texts. On a page it scrolls in a box of its own, so that neither many rows nor many
 * columns make the page longer or wider.
 */
public final class HtmlTable {
  private final String caption;
  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  private boolean isTall;

  private record Column(String title, boolean isNumber) {}

  /** A table without columns; the caption says what it shows. */
  public HtmlTable(String caption) {
    this.caption = caption;
  }

  /** Adds a column of texts. */
  public HtmlTable text(String title) {
    columns.add(new Column(title, false));
    return this;
  }

  /** Adds a column of numbers, which stand to the right. The title names their unit. */
  public HtmlTable number(String title) {
    columns.add(new Column(title, true));
    return this;
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException unless it has a cell for each column
   */
  public HtmlTable row(List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "found a row of "
              + cells.size()
              + " cells in the table \""
              + caption
              + "\"; expected "
              + columns.size());
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /** Adds a row. */
  public HtmlTable row(String... cells) {
    return row(List.of(cells));
  }

  /** Lets the box be about as high as the window: the table is what the page is about. */
  public HtmlTable tall() {
    isTall = true;
    return this;
  }

  DomContent toHtml() {
    Element head = new Element("tr");
    columns.forEach(c -> head.with(cell("th", c.title(), c).attr("scope", "col")));
    Element body = new Element("tbody");
    for (List<String> row : rows) {
      Element line = new Element("tr");
      for (int i = 0; i < row.size(); i++) {
        line.with(cell("td", row.get(i), columns.get(i)));
      }
      body.with(line);
    }
    // With a tab stop, so that the keyboard scrolls it, too.
    Element box =
        Element.of("div", "scroll")
            .attr("tabindex", 0)
            .attr("role", "region")
            .attr("aria-label", caption)
            .with(
                new Element("table")
                    .attr("aria-label", caption)
                    .with(new Element("thead").with(head), body));
    // Above the box, where it stays while the table is scrolled.
    return Element.of("div", isTall ? "table tall" : "table")
        .with(Element.of("p", "caption").withText(caption), box);
  }

  private static Element cell(String name, String text, Column column) {
    Element cell = Element.text(name, text);
    return column.isNumber() ? cell.withClass("number") : cell;
  }
}
