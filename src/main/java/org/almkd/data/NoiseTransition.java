package org.almkd.data;

import org.almkd.config.NoiseConfig;

/** Probabilities with which noise turns a clean label into the given one. */
final class NoiseTransition {
  private NoiseTransition() {}

  /** Returns P(given = j | clean = c) at [c][j]; each row sums to 1. */
  static double[][] of(NoiseConfig noise, int classes) {
    int others = noise.includeSelf() ? classes : classes - 1;
    double[][] transition = new double[classes][classes];
    for (int c = 0; c < classes; c++) {
      for (int j = 0; j < classes; j++) {
        boolean drawn = noise.includeSelf() || j != c;
        double kept = j == c ? 1 - noise.rate() : 0;
        transition[c][j] = kept + (drawn ? noise.rate() / others : 0);
      }
    }
    return transition;
  }
}
