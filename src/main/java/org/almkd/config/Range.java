package org.almkd.config;

/**
 * The numbers that a key may have. Infinity and NaN are in none.
 *
 * @param low least number
 * @param lowIsIn whether the least number is in the range
 * @param high greatest number
 * @param highIsIn whether the greatest number is in the range
 */
record Range(double low, boolean lowIsIn, double high, boolean highIsIn) {
  /** Numbers > 0. */
  static final Range POSITIVE = new Range(0, false, Double.POSITIVE_INFINITY, false);

  /** Numbers >= 0. */
  static final Range NOT_NEGATIVE = new Range(0, true, Double.POSITIVE_INFINITY, false);

  /** Numbers in [0, 1]. */
  static final Range SHARE = new Range(0, true, 1, true);

  /** Numbers in (0, 1]. */
  static final Range POSITIVE_SHARE = new Range(0, false, 1, true);

  /** Numbers in [0, 1). */
  static final Range SHARE_BELOW_ONE = new Range(0, true, 1, false);

  /** Written so that NaN, which compares with nothing, is outside. */
  boolean contains(double value) {
    boolean aboveLow = lowIsIn ? value >= low : value > low;
    boolean belowHigh = highIsIn ? value <= high : value < high;
    return aboveLow && belowHigh;
  }

  /** In words, such as "a number > 0" or "a number in [0, 1)". */
  String describe() {
    if (Double.isInfinite(high)) {
      return "a number " + (lowIsIn ? ">= " : "> ") + text(low);
    }
    return "a number in "
        + (lowIsIn ? "[" : "(")
        + text(low)
        + ", "
        + text(high)
        + (highIsIn ? "]" : ")");
  }

  private static String text(double bound) {
    return bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound);
  }
}
