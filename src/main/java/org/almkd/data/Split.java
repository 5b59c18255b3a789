package org.almkd.data;

import java.util.Locale;

/** What a row is for. */
public enum Split {
  /** Trains networks. */
  TRAIN(0),
  /** Validation rows that lambda passes see. */
  VALIDATION(1),
  /**
   * Validation rows kept from lambda passes, for choosing the best epoch and for early stopping.
   */
  SELECTION(2),
  /** Measures the result. */
  TEST(3);

  private final int code;

  Split(int code) {
    this.code = code;
  }

  /** Number of the split in row hashes and in memory; never changes. */
  int code() {
    return code;
  }

  /** The split of a {@link #code}. */
  static Split ofCode(int code) {
    return switch (code) {
      case 0 -> TRAIN;
      case 1 -> VALIDATION;
      case 2 -> SELECTION;
      case 3 -> TEST;
      default -> throw new IllegalArgumentException("no split has the code " + code);
    };
  }

  /** How file names and messages call it. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}
