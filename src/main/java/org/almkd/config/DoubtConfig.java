package org.almkd.config;

/**
 * How labels are doubted ({@code mixing.doubt}).
 *
 * @param initialLambda lambda0, the weight of the teachers where there is no doubt; in [0, 1]
 * @param refit whether teachers are trained once more on the labels that are believed
 */
public record DoubtConfig(double initialLambda, Refit refit) {

  /** When teachers are trained once more. */
  public enum Refit {
    /** Where so many labels are wrong, or known by heart, that it pays. */
    AUTO,
    /** In any case. */
    ALWAYS,
    /** Never. */
    NEVER;

    /** How it is written in a configuration. */
    public String key() {
      return KebabCase.of(this);
    }
  }
}
