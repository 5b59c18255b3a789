package org.almkd.mixing;

import java.io.Serializable;

/**
 * Sums of the lambdas of some rows, one pair a column: of rows whose label is known to be flipped, and
 * of the others. Sums of shards are merged in shard order. Not thread-safe.
 */
public final class LambdaSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] flippedSum_R;
  private final double[] cleanSum_R;
  private long flipped;
  private long clean;

  /** Starts at nothing with R columns. */
  public LambdaSums(int columns) {
    flippedSum_R = new double[columns];
    cleanSum_R = new double[columns];
  }

  /** Adds the lambdas of one row. */
  public void add(double[] lambda_R, boolean isFlipped) {
    double[] sum = isFlipped ? flippedSum_R : cleanSum_R;
    for (int r = 0; r < sum.length; r++) {
      sum[r] += lambda_R[r];
    }
    if (isFlipped) {
      flipped++;
    } else {
      clean++;
    }
  }

  /** Adds the sums of other rows. */
  public LambdaSums merge(LambdaSums other) {
    for (int r = 0; r < cleanSum_R.length; r++) {
      flippedSum_R[r] += other.flippedSum_R[r];
      cleanSum_R[r] += other.cleanSum_R[r];
    }
    flipped += other.flipped;
    clean += other.clean;
    return this;
  }

  /** Returns the mean of a column over all rows; NaN without rows. */
  public double mean(int column) {
    return (flippedSum_R[column] + cleanSum_R[column]) / (flipped + clean);
  }

  /** Returns the mean of a column over rows whose label is flipped; NaN without such rows. */
  public double meanFlipped(int column) {
    return flippedSum_R[column] / flipped;
  }

  /** Returns the mean of a column over the other rows; NaN without such rows. */
  public double meanClean(int column) {
    return cleanSum_R[column] / clean;
  }

  /** Returns R. */
  public int columns() {
    return cleanSum_R.length;
  }
}
