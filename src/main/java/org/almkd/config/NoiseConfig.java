package org.almkd.config;

import java.util.List;

/**
 * Noise put on training labels ({@code data.noise}).
 *
 * @param kind how a changed label is drawn
 * @param rate share of training labels that are changed, exactly; in [0, 1]; 0 for a matrix
 * @param includeSelf whether the drawn class may be the row's own; symmetric noise alone
 * @param matrix C rows of C shares: of the rows of a true class (row), those that are given each
 *     class (column); empty for other kinds
 */
public record NoiseConfig(Kind kind, double rate, boolean includeSelf, List<List<Double>> matrix) {
  /** Labels as they are. */
  public static final NoiseConfig NONE = symmetric(0, false);

  /** How a changed label is drawn. */
  public enum Kind {
    /** Uniformly among the classes. */
    SYMMETRIC,
    /** The next class; the first after the last. */
    PAIR,
    /** By a matrix of shares. */
    MATRIX
  }

  /** Copies the matrix. */
  public NoiseConfig {
    matrix = matrix.stream().map(List::copyOf).toList();
  }

  /** Symmetric noise. */
  public static NoiseConfig symmetric(double rate, boolean includeSelf) {
    return new NoiseConfig(Kind.SYMMETRIC, rate, includeSelf, List.of());
  }

  /** Noise that moves labels to the next class. */
  public static NoiseConfig pair(double rate) {
    return new NoiseConfig(Kind.PAIR, rate, false, List.of());
  }

  /** Noise by a matrix. */
  public static NoiseConfig matrix(List<List<Double>> matrix) {
    return new NoiseConfig(Kind.MATRIX, 0, false, matrix);
  }
}
