package org.almkd.mixing;

import java.io.Serializable;

/**
 * How often a classifier is right where it says how sure it is: rows in bins of equal width of the
 * probability of their most probable class. Sums of shards are merged in shard order. Not
 * thread-safe.
 */
public final class Reliability implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Number of bins: [0, 1/15), .., [14/15, 1]. */
  public static final int BINS = 15;

  private final long[] rows = new long[BINS];
  private final long[] hits = new long[BINS];
  private final double[] confidence = new double[BINS];

  /** Adds a row of C probabilities; the lowest class wins ties. */
  void add(double[] probabilities_C, int label) {
    int most = 0;
    for (int c = 1; c < probabilities_C.length; c++) {
      most = probabilities_C[c] > probabilities_C[most] ? c : most;
    }
    double sure = probabilities_C[most];
    int bin = Math.min(BINS - 1, (int) (sure * BINS));
    rows[bin]++;
    hits[bin] += most == label ? 1 : 0;
    confidence[bin] += sure;
  }

  /** Adds the sums of other rows. */
  Reliability merge(Reliability other) {
    for (int b = 0; b < BINS; b++) {
      rows[b] += other.rows[b];
      hits[b] += other.hits[b];
      confidence[b] += other.confidence[b];
    }
    return this;
  }

  /** Returns the rows of a bin. */
  public long rows(int bin) {
    return rows[bin];
  }

  /** Returns the share of a bin's rows whose most probable class is the given label; NaN: none. */
  public double accuracy(int bin) {
    return (double) hits[bin] / rows[bin];
  }

  /** Returns the mean probability of the most probable class in a bin; NaN without rows. */
  public double confidence(int bin) {
    return confidence[bin] / rows[bin];
  }

  /**
   * Returns the expected calibration error: the mean over rows of the gap between accuracy and
   * confidence of their bin, in [0, 1]; NaN without rows.
   */
  public double calibrationError() {
    long all = 0;
    double gap = 0;
    for (int b = 0; b < BINS; b++) {
      all += rows[b];
      gap += Math.abs(hits[b] - confidence[b]);
    }
    return gap / all;
  }
}
