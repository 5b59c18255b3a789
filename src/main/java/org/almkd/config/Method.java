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
  AMAL,
  /**
   * A chain of assistants: each learns from the one before with one lambda, the student from the
   * last (Mirzadeh et al., Improved Knowledge Distillation via Teacher Assistant, 2020).
   */
  TAKD,
  /**
   * Teachers and assistants all teach every smaller network (Son et al., Densely Guided Knowledge
   * Distillation Using Multiple Teacher Assistants, 2021).
   */
  DGKD,
  /**
   * The posterior probability that a row's label is wrong, by teachers that have not seen it, is
   * its lambda; nothing is learned.
   */
  DOUBT;

  /**
   * How the method is written in a configuration: {@code labels}, {@code fixed}, {@code alm-kd},
   * {@code amal}, {@code takd}, {@code dgkd} or {@code doubt}.
   */
  public String key() {
    return KebabCase.of(this);
  }

  /** Whether the method learns lambdas on validation rows. */
  public boolean learnsLambdas() {
    return this == ALM_KD || this == AMAL;
  }

  /** Whether a student of the method can teach the next generation by the same method. */
  public boolean hasGenerations() {
    return this == FIXED || learnsLambdas();
  }

  /** Whether the method needs at least one teacher. */
  public boolean needsTeachers() {
    return this != LABELS;
  }
}
