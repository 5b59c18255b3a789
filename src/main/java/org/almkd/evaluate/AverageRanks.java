package org.almkd.evaluate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Ranks of numbers in ascending order, 1 to N, where equal numbers share the mean of the ranks that
 * they take up together (as in the rank-sum test). The numbers lie sorted in parts, and a run of
 * equal ones may go over several parts: each part's ends are looked at together, then each part is
 * ranked by itself.
 */
final class AverageRanks implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Numbers before each part. */
  private final long[] before;

  /** Numbers before the run that a part begins in. */
  private final long[] headStart;

  /** Numbers up to the end of the run that a part ends in. */
  private final long[] tailEnd;

  /** Looks at the ends of all parts, in order. */
  AverageRanks(List<SortedPart> parts) {
    int count = parts.size();
    before = new long[count];
    headStart = new long[count];
    tailEnd = new long[count];
    for (int p = 1; p < count; p++) {
      before[p] = before[p - 1] + parts.get(p - 1).rows();
    }
    findHeads(parts);
    findTails(parts);
  }

  /** Returns the ranks of one part. */
  double[] of(int part, double[] sorted) {
    double[] ranks = new double[sorted.length];
    int from = 0;
    while (from < sorted.length) {
      int to = from + 1;
      while (to < sorted.length && sorted[to] == sorted[from]) {
        to++;
      }
      long start = from == 0 ? headStart[part] : before[part] + from;
      long end = to == sorted.length ? tailEnd[part] : before[part] + to;
      Arrays.fill(ranks, from, to, (start + 1 + end) / 2.0);
      from = to;
    }
    return ranks;
  }

  /** Returns how many numbers come before a part. */
  long before(int part) {
    return before[part];
  }

  private void findHeads(List<SortedPart> parts) {
    int previous = -1;
    for (int p = 0; p < parts.size(); p++) {
      SortedPart part = parts.get(p);
      if (part.rows() == 0) {
        continue;
      }
      headStart[p] = before[p];
      if (previous >= 0 && parts.get(previous).last() == part.first()) {
        SortedPart left = parts.get(previous);
        headStart[p] = left.isOneValue() ? headStart[previous] : before[p] - left.trailing();
      }
      previous = p;
    }
  }

  private void findTails(List<SortedPart> parts) {
    int next = -1;
    for (int p = parts.size() - 1; p >= 0; p--) {
      SortedPart part = parts.get(p);
      if (part.rows() == 0) {
        continue;
      }
      tailEnd[p] = before[p] + part.rows();
      if (next >= 0 && parts.get(next).first() == part.last()) {
        SortedPart right = parts.get(next);
        tailEnd[p] = right.isOneValue() ? tailEnd[next] : tailEnd[p] + right.leading();
      }
      next = p;
    }
  }
}
