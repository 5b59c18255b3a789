package org.almkd.config;

/**
 * Which meta-gradient several teachers use ({@code mixing.adaptive.gradient}). With one teacher
 * both are the same.
 */
public enum GradientKind {
  /** Eq 14 as printed: the label loss is subtracted for every teacher. */
  PAPER,
  /**
   * Sub-gradient of eq 12: the label loss is subtracted for the teacher of the greatest lambda
   * alone.
   */
  EXACT
}
