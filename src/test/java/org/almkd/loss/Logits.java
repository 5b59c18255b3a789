package org.almkd.loss;

import java.util.SplittableRandom;

/** Logits that tests work with. */
final class Logits {
  private Logits() {}

  /** Returns numbers uniform in +-bound, a function of the seed. */
  static double[] random(long seed, int count, double bound) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(count, -bound, bound).toArray();
  }

  /** Returns the logits whose softmax at a temperature is proportional to some numbers. */
  static double[] proportionalTo(double temperature, double... odds) {
    double[] logits = new double[odds.length];
    for (int c = 0; c < odds.length; c++) {
      logits[c] = temperature * Math.log(odds[c]);
    }
    return logits;
  }

  /** Returns one array after the other. */
  static double[] concatenate(double[]... parts) {
    return java.util.Arrays.stream(parts).flatMapToDouble(java.util.Arrays::stream).toArray();
  }
}
