package org.almkd.config;

/**
 * Noise put on training labels ({@code data.noise}).
 *
 * @param kind how a changed label is drawn
 * @param rate share of training labels that are changed, exactly; in [0, 1]
 * @param includeSelf whether the drawn class may be the row's own
 */
public record NoiseConfig(Kind kind, double rate, boolean includeSelf) {
  /** How a changed label is drawn. */
  public enum Kind {
    /** Uniformly among the classes. */
    SYMMETRIC
  }
}
