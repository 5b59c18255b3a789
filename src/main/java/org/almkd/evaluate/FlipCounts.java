package org.almkd.evaluate;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How well a ranking finds rows whose label is flipped: counts over rows, added in any order and
 * merged in any order, since all of them are whole or half numbers and so exact. Not thread-safe.
 *
 * <p>The area under the ROC curve is the probability that a flipped row drawn at random comes
 * before a clean one, a tie counting half: with R the sum of the average ranks of the n1 flipped
 * rows among n1 + n0, it is (n1 n0 + n1 (n1 + 1) / 2 - R) / (n1 n0) (Mann and Whitney, 1947).
 */
public final class FlipCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] cutoffs;

  /** Flipped rows at places above the cutoff before, up to this one. */
  private final long[] hits;

  private long rows;
  private long flipped;

  /** Twice the sum of ranks, which is whole. */
  private long doubleRankSum;

  /** Starts at nothing, for the precision at these numbers of rows: ascending, each at least 1. */
  public FlipCounts(long... cutoffs) {
    for (int i = 0; i < cutoffs.length; i++) {
      if (cutoffs[i] < 1 || (i > 0 && cutoffs[i] <= cutoffs[i - 1])) {
        throw new IllegalArgumentException(
            "found the cutoffs " + Arrays.toString(cutoffs) + "; expected 1 or more, ascending");
      }
    }
    this.cutoffs = cutoffs.clone();
    hits = new long[cutoffs.length];
  }

  /**
   * Counts rows in the descending order of a number that lies in memory.
   *
   * @param numbers none below 0 and no NaN; the greatest is the most likely flipped, equal ones
   *     share their rank
   * @param isFlipped whether the label of each row is flipped
   */
  public static FlipCounts descending(float[] numbers, boolean[] isFlipped) {
    long[] keys = new long[numbers.length];
    for (int i = 0; i < keys.length; i++) {
      // The bits of numbers from 0 on are in their order; adding 0 leaves no -0.
      long descending = (long) Integer.MAX_VALUE - Float.floatToIntBits(numbers[i] + 0f);
      keys[i] = descending << Integer.SIZE | i;
    }
    Arrays.sort(keys);
    FlipCounts counts = new FlipCounts();
    int from = 0;
    while (from < keys.length) {
      int to = from + 1;
      while (to < keys.length && numbers[(int) keys[to]] == numbers[(int) keys[from]]) {
        to++;
      }
      for (int place = from; place < to; place++) {
        counts.add((from + 1 + to) / 2.0, place + 1, isFlipped[(int) keys[place]]);
      }
      from = to;
    }
    return counts;
  }

  /**
   * Adds a row.
   *
   * @param rank rank among all rows, from 1 (most likely flipped), averaged over ties
   * @param place place among all rows, from 1, with ties broken
   * @param isFlipped whether its label is flipped
   */
  public FlipCounts add(double rank, long place, boolean isFlipped) {
    rows++;
    if (!isFlipped) {
      return this;
    }
    flipped++;
    doubleRankSum += Math.round(2 * rank);
    int found = Arrays.binarySearch(cutoffs, place);
    int cutoff = found < 0 ? -found - 1 : found;
    if (cutoff < hits.length) {
      hits[cutoff]++;
    }
    return this;
  }

  /** Adds the counts of other rows of the same ranking and cutoffs. */
  public FlipCounts merge(FlipCounts other) {
    if (!Arrays.equals(cutoffs, other.cutoffs)) {
      throw new IllegalArgumentException(
          "cannot merge counts at the cutoffs %s and %s"
              .formatted(Arrays.toString(cutoffs), Arrays.toString(other.cutoffs)));
    }
    rows += other.rows;
    flipped += other.flipped;
    doubleRankSum += other.doubleRankSum;
    for (int i = 0; i < hits.length; i++) {
      hits[i] += other.hits[i];
    }
    return this;
  }

  /** Returns the rows added. */
  public long rows() {
    return rows;
  }

  /** Returns the flipped rows added. */
  public long flipped() {
    return flipped;
  }

  /** Returns the area under the ROC curve, 0 to 1; NaN unless there are flipped and clean rows. */
  public double areaUnderCurve() {
    double flips = flipped;
    double pairs = flips * (rows - flipped);
    return pairs == 0
        ? Double.NaN
        : (pairs + flips * (flips + 1) / 2 - doubleRankSum / 2.0) / pairs;
  }

  /**
   * Returns the share of flipped rows among the first k, or among all rows where there are fewer
   * than k; NaN without rows.
   *
   * @param k one of the cutoffs
   */
  public double precisionAt(long k) {
    int cutoff = Arrays.binarySearch(cutoffs, k);
    if (cutoff < 0) {
      throw new IllegalArgumentException(
          "found k = %d; expected one of %s".formatted(k, Arrays.toString(cutoffs)));
    }
    long found = Arrays.stream(hits, 0, cutoff + 1).sum();
    return rows == 0 ? Double.NaN : (double) found / Math.min(k, rows);
  }
}
