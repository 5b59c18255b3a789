package org.almkd.data;

import java.util.SplittableRandom;

/**
 * Standard normal and uniform numbers from a seed, the same on every Java: Box and Muller's
 * transform with {@link StrictMath}.
 */
final class NormalNumbers {
  private final SplittableRandom random;
  private double spare = Double.NaN;

  NormalNumbers(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Uniform in [low, high). */
  double uniform(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Uniform in [0, bound). */
  long below(long bound) {
    return random.nextLong(bound);
  }

  /** Normal of mean 0 and variance 1. */
  double normal() {
    if (!Double.isNaN(spare)) {
      double second = spare;
      spare = Double.NaN;
      return second;
    }
    // 1 - u lies in (0, 1], where the logarithm is finite.
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    double angle = 2 * Math.PI * random.nextDouble();
    spare = radius * StrictMath.sin(angle);
    return radius * StrictMath.cos(angle);
  }
}
