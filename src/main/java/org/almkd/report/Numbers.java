package org.almkd.report;

import java.math.BigDecimal;
import java.math.MathContext;
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
    return fixed(value, 3);
  }

  /** Returns a number with four significant digits, or "-" where it is unknown. */
  public static String four(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    boolean plain = value == 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e7);
    return plain ? rounded.toPlainString() : String.format(Locale.ROOT, "%.3e", value);
  }

  /** Returns a number with so many digits after the point, or "-" where it is unknown. */
  public static String fixed(double value, int digits) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + digits + "f", value) : "-";
  }

  /** Returns seconds with one digit. */
  public static String seconds(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
