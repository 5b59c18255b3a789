package org.almkd.golden;

import static org.assertj.core.api.Assertions.assertThat;

/** How far an array is from a golden one. */
final class GoldenErrors {
  private GoldenErrors() {}

  /** Returns max|a - b| / max|b|; NaN anywhere gives NaN. */
  static double relative(double[] found, double[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double difference = 0;
    double scale = 0;
    for (int i = 0; i < found.length; i++) {
      difference = Math.max(difference, Math.abs(found[i] - expected[i]));
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    return difference / scale;
  }
}
