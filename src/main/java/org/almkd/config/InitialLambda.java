package org.almkd.config;

/**
 * How lambdas start ({@code mixing.adaptive.initial}).
 *
 * @param kind constant or drawn
 * @param lambda the value where constant; in [0, 1]
 */
public record InitialLambda(Kind kind, double lambda) {
  /** How lambdas start. */
  public enum Kind {
    /** All at one value. */
    CONSTANT,
    /** Uniform in [0, 1), from (run.seed, id, teacher). */
    UNIFORM
  }
}
