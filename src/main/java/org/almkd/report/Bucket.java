package org.almkd.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of similar x and what y is among them.
 *
 * @param rows how many
 * @param low least x
 * @param high greatest x
 * @param meanX mean of x
 * @param meanY mean of y
 * @param standardError standard error of that mean: s / sqrt(rows), s with rows - 1; NaN for one
 *     row
 */
public record Bucket(
    int rows, double low, double high, double meanX, double meanY, double standardError) {

  /**
   * Cuts rows, in the order of x, into buckets whose sizes differ by at most one. Equal x stay in
   * the order of the arrays, so that equal arrays give equal buckets.
   *
   * @param x what to group by; no NaN
   * @param y what to average
   * @param most most buckets, at least 1
   * @param fewestRows fewer buckets are made rather than one of fewer rows, at least 1
   * @return increasing in x; none without rows
   */
  public static List<Bucket> equalCount(float[] x, float[] y, int most, int fewestRows) {
    int[] order = order(x);
    int count = Math.min(Math.max(1, x.length / fewestRows), most);
    List<Bucket> buckets = new ArrayList<>();
    for (int b = 0; b < count && x.length > 0; b++) {
      int from = (int) ((long) x.length * b / count);
      int to = (int) ((long) x.length * (b + 1) / count);
      buckets.add(of(x, y, order, from, to));
    }
    return buckets;
  }

  /** Sorts without an object a row: x in the high half of each key, the place in the low one. */
  private static int[] order(float[] x) {
    long[] keys = new long[x.length];
    for (int i = 0; i < x.length; i++) {
      int bits = Float.floatToIntBits(x[i]);
      // As signed whole numbers, the bits of negative floats run backwards.
      int increasing = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
      keys[i] = ((long) increasing << Integer.SIZE) | i;
    }
    Arrays.sort(keys);
    int[] order = new int[x.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }

  private static Bucket of(float[] x, float[] y, int[] order, int from, int to) {
    int rows = to - from;
    double sumX = 0;
    double sumY = 0;
    for (int i = from; i < to; i++) {
      sumX += x[order[i]];
      sumY += y[order[i]];
    }
    double meanY = sumY / rows;
    double squares = 0;
    for (int i = from; i < to; i++) {
      double deviation = y[order[i]] - meanY;
      squares += deviation * deviation;
    }
    double standardError = rows > 1 ? Math.sqrt(squares / (rows - 1) / rows) : Double.NaN;
    return new Bucket(rows, x[order[from]], x[order[to - 1]], sumX / rows, meanY, standardError);
  }
}
