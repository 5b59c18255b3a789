package org.almkd.data;

import java.util.List;

/**
 * Records that were left out because they could not be read ({@code data.images.on-bad-record =
 * skip}).
 *
 * @param records how many
 * @param named where each of them lies and what is wrong with it, in the order of the source; only
 *     the first {@link Problems#MOST_SKIPPED} where there are more
 */
public record LeftOut(long records, List<String> named) {
  /** None. */
  public static final LeftOut NONE = new LeftOut(0, List.of());

  /** Copies the list. */
  public LeftOut {
    named = List.copyOf(named);
  }

  /** Returns a line for each that is named, and one that counts the others. */
  public String text() {
    String lines = String.join("\n", named) + "\n";
    return records > named.size()
        ? lines + "and %d more\n".formatted(records - named.size())
        : lines;
  }
}
