package org.almkd.report;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A table of texts. On a page it scrolls in a box of its own, so that neither many rows nor many
 * columns make the page longer or wider.
 */
public final class HtmlTable {
  private final String caption;
  private final List<Column> columns = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();

  private boolean isTall;

  private record Column(String title, boolean isNumber) {}

  private record Row(List<String> cells, Set<Integer> strong) {}

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
    return row(cells, Set.of());
  }

  /**
   * Adds a row; cells of some columns, counted from 0, stand out.
   *
   * @throws IllegalArgumentException unless it has a cell for each column
   */
  public HtmlTable row(List<String> cells, Set<Integer> strong) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "found a row of "
              + cells.size()
              + " cells in the table \""
              + caption
              + "\"; expected "
              + columns.size());
    }
    rows.add(new Row(List.copyOf(cells), Set.copyOf(strong)));
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
    columns.forEach(c -> head.with(head(c)));
    Element body = new Element("tbody");
    for (Row row : rows) {
      Element line = new Element("tr");
      for (int i = 0; i < row.cells().size(); i++) {
        line.with(cell(row.cells().get(i), row.strong().contains(i), columns.get(i)));
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

  private static Element head(Column column) {
    Element head = Element.text("th", column.title()).attr("scope", "col");
    return column.isNumber() ? head.withClass("number") : head;
  }

  private static Element cell(String text, boolean isStrong, Column column) {
    Element cell = new Element("td");
    if (column.isNumber()) {
      cell.withClass("number");
    }
    return isStrong ? cell.with(Element.text("strong", text)) : cell.withText(text);
  }
}
