package org.almkd.data;

import java.util.Locale;

/** The words by which a split column names splits. */
final class SplitNames {
  /** For messages. */
  static final String EXPECTED = "train, validation (or val) or test";

  private SplitNames() {}

  /** Code of the {@link Split}, or -1 for another word. */
  static int code(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "train", "training" -> Split.TRAIN.code();
      case "validation", "val", "valid" -> Split.VALIDATION.code();
      case "test", "testing" -> Split.TEST.code();
      default -> -1;
    };
  }
}
