package org.almkd.data;

import java.util.Arrays;
import org.almkd.config.NoiseConfig;

/** Probabilities with which noise turns a clean label into the given one. */
final class NoiseTransition {
  private NoiseTransition() {}

  /** Returns P(given = j | clean = c) at [c][j]; each row sums to 1. */
  static double[][] of(NoiseConfig noise, int classes) {
    double[][] transition = new double[classes][classes];
    for (int c = 0; c < classes; c++) {
      switch (noise.kind()) {
        case SYMMETRIC -> writeSymmetric(noise, c, transition[c]);
        case PAIR -> {
          transition[c][c] = 1 - noise.rate();
          transition[c][(c + 1) % classes] += noise.rate();
        }
        case MATRIX -> {
          int row = c;
          Arrays.setAll(transition[c], j -> noise.matrix().get(row).get(j));
        }
      }
    }
    return transition;
  }

  private static void writeSymmetric(NoiseConfig noise, int clean, double[] given) {
    int drawn = noise.includeSelf() ? given.length : given.length - 1;
    for (int j = 0; j < given.length; j++) {
      double moved = j != clean || noise.includeSelf() ? noise.rate() / drawn : 0;
      given[j] = moved + (j == clean ? 1 - noise.rate() : 0);
    }
  }
}
