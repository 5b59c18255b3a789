package org.almkd.mixing;

import java.io.Serializable;

/**
 * How labels came to be wrong: the share e of wrong labels, and the matrix M of the probabilities
 * of each given class where the true class is known.
 *
 * @param flipRate e in [0, 1]
 * @param noise_CC M[true, given], row-major; each row sums to 1
 * @param classes C, at least 2
 */
// A matrix that is read in inner loops; models are never compared.
@SuppressWarnings("ArrayRecordComponent")
public record NoiseModel(double flipRate, double[] noise_CC, int classes) implements Serializable {
  /** Checks the sizes. */
  public NoiseModel {
    if (classes < 2 || noise_CC.length != classes * classes) {
      throw new IllegalArgumentException(
          "a noise matrix needs at least 2 classes and classes x classes numbers, found classes = %d and %d numbers"
              .formatted(classes, noise_CC.length));
    }
  }

  /** Returns the model U(e): every wrong class is as likely as another. */
  static NoiseModel uniform(double flipRate, int classes) {
    double[] noise_CC = new double[classes * classes];
    for (int c = 0; c < classes; c++) {
      for (int j = 0; j < classes; j++) {
        noise_CC[c * classes + j] = uniform(flipRate, classes, c == j);
      }
    }
    return new NoiseModel(flipRate, noise_CC, classes);
  }

  private static double uniform(double flipRate, int classes, boolean same) {
    return same ? 1 - flipRate : flipRate / (classes - 1);
  }

  /** Returns the probability of a given class where the true class is known. */
  public double probability(int trueClass, int givenClass) {
    return noise_CC[trueClass * classes + givenClass];
  }

  /**
   * Returns the model that follows from posterior sums: e is the share of posterior off the
   * diagonal; each row of M is that of the sums and of {@code pseudoRows} rows that follow U(e),
   * without which a class of few rows would believe anything.
   *
   * @param posterior_CC entry [c, j]: sum over rows with label j of the posterior of class c
   * @param pseudoRows kappa &gt;= 0
   */
  static NoiseModel of(double[] posterior_CC, int classes, double pseudoRows) {
    double wrong = 0;
    double all = 0;
    for (int c = 0; c < classes; c++) {
      for (int j = 0; j < classes; j++) {
        all += posterior_CC[c * classes + j];
        wrong += c == j ? 0 : posterior_CC[c * classes + j];
      }
    }
    double flipRate = wrong / all;
    double[] noise_CC = new double[classes * classes];
    for (int c = 0; c < classes; c++) {
      double row = 0;
      for (int j = 0; j < classes; j++) {
        double pseudo = pseudoRows * uniform(flipRate, classes, c == j);
        noise_CC[c * classes + j] = posterior_CC[c * classes + j] + pseudo;
        row += noise_CC[c * classes + j];
      }
      for (int j = 0; j < classes; j++) {
        noise_CC[c * classes + j] /= row;
      }
    }
    return new NoiseModel(flipRate, noise_CC, classes);
  }
}
