package org.almkd.report;

import j2html.Config;
import j2html.rendering.FlatHtml;
import j2html.tags.ContainerTag;
import j2html.tags.DomContent;
import j2html.utils.EscapeUtil;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * An element of HTML or SVG. Texts and attribute values are escaped when it is rendered; characters
 * that XML has no place for, which a name from the data may hold, become U+FFFD.
 */
final class Element extends ContainerTag<Element> {
  private static final Config CONFIG = Config.defaults().withTextEscaper(Element::escape);

  Element(String name) {
    super(name);
  }

  /** Returns an element with a class of the style sheet. */
  static Element of(String name, String styleClass) {
    return new Element(name).withClass(styleClass);
  }

  /** Returns an element that holds a text. */
  static Element text(String name, String text) {
    return new Element(name).withText(text);
  }

  /** Returns the element as a text. */
  static String render(DomContent content) {
    StringBuilder text = new StringBuilder();
    try {
      content.render(FlatHtml.into(text, CONFIG));
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory refuses nothing", e);
    }
    return text.toString();
  }

  private static String escape(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().forEach(c -> clean.appendCodePoint(isXml(c) ? c : 0xFFFD));
    return EscapeUtil.escape(clean.toString());
  }

  /** The production Char of XML 1.0. */
  private static boolean isXml(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
