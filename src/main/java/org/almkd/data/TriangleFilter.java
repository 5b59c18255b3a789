package org.almkd.data;

/**
 * Resamples along one axis with a triangle that is one pixel of the smaller picture wide to each
 * side, so that every pixel of a larger picture counts. Weights are whole multiples of 2^-22: the
 * result is the same on every machine, and to the bit that of Pillow's BILINEAR, which
 * torchvision's Resize uses.
 *
 * @param starts first pixel that counts, for each result
 * @param weights of the pixels from there on, for each result
 */
record TriangleFilter(int[] starts, int[][] weights) {
  private static final int BITS = 22;
  private static final int HALF = 1 << (BITS - 1);

  /**
   * Weights of some results.
   *
   * @param from pixels there are
   * @param to pixels of the whole result
   * @param first first result that is wanted
   * @param count results that are wanted
   */
  static TriangleFilter of(int from, int to, int first, int count) {
    double scale = (double) from / to;
    double reach = Math.max(scale, 1.0);
    int[] starts = new int[count];
    int[][] weights = new int[count][];
    for (int i = 0; i < count; i++) {
      double centre = (first + i + 0.5) * scale;
      int start = Math.max((int) (centre - reach + 0.5), 0);
      int end = Math.min((int) (centre + reach + 0.5), from);
      starts[i] = start;
      weights[i] = weights(start - centre + 0.5, end - start, reach);
    }
    return new TriangleFilter(starts, weights);
  }

  private static int[] weights(double offset, int taps, double reach) {
    double[] heights = new double[taps];
    double sum = 0;
    // To the bit: a product with the inverse, as Pillow has it, is not a quotient.
    double inverse = 1.0 / reach;
    for (int j = 0; j < taps; j++) {
      heights[j] = Math.max(0, 1.0 - Math.abs((j + offset) * inverse));
      sum += heights[j];
    }
    int[] weights = new int[taps];
    for (int j = 0; j < taps; j++) {
      weights[j] = (int) (0.5 + heights[j] / sum * (1 << BITS));
    }
    return weights;
  }

  int results() {
    return starts.length;
  }

  /** First pixel that counts for any result. */
  int begin() {
    return starts[0];
  }

  /** Pixel after the last that counts. */
  int end() {
    int last = results() - 1;
    return starts[last] + weights[last].length;
  }

  /**
   * One result.
   *
   * @param values pixels
   * @param offset where pixel 0 stands
   * @param stride distance of a pixel from the one before
   */
  byte apply(int result, byte[] values, int offset, int stride) {
    int[] factors = weights[result];
    int at = offset + starts[result] * stride;
    int sum = HALF;
    for (int factor : factors) {
      sum += (values[at] & 0xff) * factor;
      at += stride;
    }
    return (byte) Math.min(255, sum >> BITS);
  }
}
