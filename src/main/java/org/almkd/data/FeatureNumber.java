package org.almkd.data;

/** Features from text: finite decimal numbers that fit 32 bits. */
final class FeatureNumber {
  /** For messages. */
  static final String EXPECTED = "expected a finite decimal number";

  private FeatureNumber() {}

  /**
   * Whether only signs of decimal numbers are in it: Java would also take 1.5f, 0x1p3 and NaN,
   * which no data file means as numbers.
   */
  static boolean isDecimal(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E')) {
        return false;
      }
    }
    return true;
  }

  /** The number; NaN for anything that is not one, the words NaN and Infinity among them. */
  static float parse(String text) {
    if (!isDecimal(text)) {
      return Float.NaN;
    }
    try {
      float value = Float.parseFloat(text);
      return Float.isFinite(value) ? value : Float.NaN;
    } catch (NumberFormatException e) {
      return Float.NaN;
    }
  }
}
