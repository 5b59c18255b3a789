package org.almkd.config;

/** Who weighs the losses of a student ({@code method}). */
public enum Method {
  /** Cross entropy with the labels alone. */
  LABELS,
  /** One lambda for all rows. */
  FIXED,
  /** A lambda for every row and teacher, learnt on validation rows (the paper). */
  ALM_KD,
  /**
   * The authors' later rule: as ALM-KD, with a label weight of its own and the label loss on
   * validation rows.
   */
  AMAL;

  /**
   * How the method is written in a configuration: {@code labels}, {@code fixed}, {@code alm-kd} or
   * {@code amal}.
   */
  public String key() {
    return KebabCase.of(this);
  }

  /** Whether the method learns lambdas on validation rows. */
  public boolean learnsLambdas() {
    return this == ALM_KD || this == AMAL;
  }

  /** Whether the method needs at least one teacher. */
  public boolean needsTeachers() {
    return this != LABELS;
  }
}
