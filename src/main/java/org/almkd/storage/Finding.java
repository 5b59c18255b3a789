package org.almkd.storage;

import java.io.Serializable;

/**
 * Something in a store that is not what it should be.
 *
 * @param path the file, or the folder where several are meant
 * @param found what was found, with the row where there is one
 * @param expected what was expected
 */
public record Finding(String path, String found, String expected) implements Serializable {

  /** Returns the finding in words. */
  public String text() {
    return "%s: found %s; expected %s".formatted(path, found, expected);
  }
}
