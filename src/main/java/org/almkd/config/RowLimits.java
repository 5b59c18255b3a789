package org.almkd.config;

import java.io.Serializable;

/**
 * How much of the data is used, for trial runs ({@code limits}).
 *
 * @param rows most rows of all splits together; 0: all
 * @param classes only rows of classes 0 to {@code classes} - 1; 0: all
 */
public record RowLimits(int rows, int classes) implements Serializable {
  /** All rows. */
  public static final RowLimits NONE = new RowLimits(0, 0);

  /** Returns how many of so many classes are left. */
  public int of(int all) {
    return classes == 0 ? all : Math.min(classes, all);
  }
}
