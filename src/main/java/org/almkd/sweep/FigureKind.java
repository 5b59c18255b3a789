package org.almkd.sweep;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Figures of a summary. */
enum FigureKind {
  /** Mean accuracy of each variant by epoch (figure 4 of the paper). */
  ACCURACY_BY_EPOCH,
  /** Mean accuracy of each variant in each block (figure 5). */
  ACCURACY_BY_BLOCK,
  /** Mean lambda by the final teacher's confidence (figures 3 and 8). */
  LAMBDA_BY_CONFIDENCE,
  /** How sure the final teacher is of clean and of flipped labels (figure 8). */
  CONFIDENCE_HISTOGRAM,
  /**
   * Lambda of the final teacher less that of an earlier one, by how their confidence differs (6).
   */
  LAMBDA_CHANGE,
  /** Rows of each data set in the plane (7); takes seconds, and is drawn only where it is named. */
  PROJECTION;

  /** Returns its name in a configuration and in file names. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<FigureKind> parse(String key) {
    return Arrays.stream(values()).filter(kind -> kind.key().equals(key)).findFirst();
  }
}
