package org.almkd.report;

import j2html.TagCreator;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Pictures of rows whose labels are doubted, side by side in a box that scrolls, each with what was
 * said of it. The pictures are in the page itself.
 */
final class PictureGrid {
  private final String caption;
  private final List<Element> cards = new ArrayList<>();

  /**
   * A row and what is believed of it.
   *
   * @param key what the row is called
   * @param png the picture, a PNG file in base64
   * @param given class that it is labelled as
   * @param believed class that is believed instead
   * @param clean true class, or empty where it is unknown
   */
  record Card(String key, String png, String given, String believed, String clean) {
    private String alternative() {
      return "row %s: labelled %s, believed %s".formatted(key, given, believed);
    }

    private String truth() {
      return clean.equals(given) ? "label is right" : "clean label " + clean;
    }
  }

  /** A grid without pictures; the caption says what it shows. */
  PictureGrid(String caption) {
    this.caption = caption;
  }

  /**
   * Adds a picture.
   *
   * @param shown numbers below it, by name
   * @param told the numbers that are told under the pointer, by name
   */
  void add(Card card, Map<String, String> shown, Map<String, String> told) {
    Element item =
        new Element("li")
            .attr("title", card.alternative() + "\n" + text(told))
            .with(
                TagCreator.img()
                    .attr("src", "data:image/png;base64," + card.png())
                    .attr("alt", card.alternative()),
                line("labelled ", card.given()),
                line("believed ", card.believed()));
    if (!card.clean().isEmpty()) {
      item.with(Element.of("span", "muted").withText(card.truth()));
    }
    shown.forEach(
        (name, number) -> item.with(Element.of("span", "muted").withText(name + " " + number)));
    cards.add(item);
  }

  boolean isEmpty() {
    return cards.isEmpty();
  }

  DomContent toHtml() {
    // With a tab stop, so that the keyboard scrolls it, too.
    Element box =
        Element.of("div", "scroll")
            .attr("tabindex", 0)
            .attr("role", "region")
            .attr("aria-label", caption)
            .with(Element.of("ol", "pictures").with(cards));
    return Element.of("div", "table tall").with(Element.of("p", "caption").withText(caption), box);
  }

  private static Element line(String what, String name) {
    return new Element("span").withText(what).with(Element.text("strong", name));
  }

  private static String text(Map<String, String> numbers) {
    return numbers.entrySet().stream()
        .map(number -> number.getKey() + " " + number.getValue())
        .collect(Collectors.joining("\n"));
  }
}
