package org.almkd.config;

import java.io.Serializable;
import java.util.List;

/**
 * The classes of the data ({@code data.classes}).
 *
 * @param count number of classes, at least 2; 0 where only the source knows it
 * @param names name of class 0, 1, ...; empty where only a number was given
 */
public record Classes(int count, List<String> names) implements Serializable {
  /** Copies the names. */
  public Classes {
    names = List.copyOf(names);
  }

  /** Classes without names. */
  public static Classes counted(int count) {
    return new Classes(count, List.of());
  }

  /** Classes with names, in their order. */
  public static Classes named(List<String> names) {
    return new Classes(names.size(), names);
  }
}
