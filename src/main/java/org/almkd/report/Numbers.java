package org.almkd.report;

import java.util.Locale;

/** How numbers are shown to people. */
public final class Numbers {
  private Numbers() {}

  /** Returns a share as percent with two digits, or "-" where it is unknown. */
  public static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.2f %%", 100 * share) : "-";
  }

  /** Returns a number with three digits, or "-" where it is unknown. */
  public static String three(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "-";
  }

  /** Returns seconds with one digit. */
  public static String seconds(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
