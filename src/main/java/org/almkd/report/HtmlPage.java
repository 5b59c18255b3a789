package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import j2html.TagCreator;
import j2html.tags.DomContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One HTML file that needs nothing else: style and figures are inside, there are no scripts, and a
 * content security policy forbids every request. It follows the reader's choice of light or dark.
 * All texts are escaped.
 */
public final class HtmlPage {
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

  private final String title;
  private final String subtitle;
  private final List<Element> sections = new ArrayList<>();

  /** A page without sections. */
  public HtmlPage(String title, String subtitle) {
    this.title = title;
    this.subtitle = subtitle;
  }

  /** Starts a section, to which all that follows is added. */
  public HtmlPage section(String heading) {
    sections.add(new Element("section").with(Element.text("h2", heading)));
    return this;
  }

  /** Adds a paragraph. */
  public HtmlPage paragraph(String text) {
    return add(Element.text("p", text));
  }

  /** Adds a table. */
  public HtmlPage table(HtmlTable table) {
    return add(table.toHtml());
  }

  /** Adds pictures, and a table with the same rows that a reader opens. */
  HtmlPage pictures(PictureGrid grid, HtmlTable table) {
    add(grid.toHtml());
    return add(
        new Element("details")
            .with(Element.text("summary", "The same as a table"), table.toHtml()));
  }

  /** Adds figures, side by side where the window is wide enough. */
  public HtmlPage figures(List<Figure> figures) {
    return add(Element.of("div", "figures").with(figures.stream().map(Figure::toHtml)));
  }

  /** Adds names and values, one pair a line, in the order of the map. */
  public HtmlPage pairs(Map<String, String> pairs) {
    Element list = new Element("dl");
    pairs.forEach((name, value) -> list.with(Element.text("dt", name), Element.text("dd", value)));
    return add(list);
  }

  /** Adds a text whose lines and spaces are kept. */
  public HtmlPage preformatted(String text) {
    return add(Element.of("pre", "scroll").attr("tabindex", 0).withText(text));
  }

  /** Returns the file. */
  public byte[] toBytes() {
    Element html =
        new Element("html")
            .attr("lang", "en")
            .with(
                new Element("head")
                    .with(
                        TagCreator.meta().attr("charset", "utf-8"),
                        TagCreator.meta()
                            .attr("name", "viewport")
                            .attr("content", "width=device-width, initial-scale=1"),
                        TagCreator.meta()
                            .attr("http-equiv", "Content-Security-Policy")
                            .attr("content", POLICY),
                        TagCreator.meta()
                            .attr("name", "color-scheme")
                            .attr("content", "light dark"),
                        // Without an icon of its own a browser asks the server for one.
                        TagCreator.link().attr("rel", "icon").attr("href", "data:,"),
                        Element.text("title", title),
                        new Element("style")
                            .with(TagCreator.rawHtml(style("page.css") + style("figure.css")))),
                new Element("body")
                    .with(
                        new Element("header")
                            .with(Element.text("h1", title), Element.text("p", subtitle)),
                        new Element("main").with(sections)));
    return ("<!DOCTYPE html>\n" + Element.render(html) + "\n").getBytes(UTF_8);
  }

  /** Returns a style sheet of the jar. */
  static String style(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " from the jar", e);
    }
  }

  private HtmlPage add(DomContent content) {
    if (sections.isEmpty()) {
      throw new IllegalStateException("expected a section before what is in it");
    }
    sections.get(sections.size() - 1).with(content);
    return this;
  }
}
