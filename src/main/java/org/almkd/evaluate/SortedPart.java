package org.almkd.evaluate;

import java.io.Serializable;

/**
 * What one part of a sorted column of numbers tells about ties that may go on in the parts beside
 * it.
 *
 * @param rows numbers in the part
 * @param first the smallest; 0 without rows
 * @param last the largest; 0 without rows
 * @param leading how many equal the first
 * @param trailing how many equal the last
 */
record SortedPart(long rows, double first, double last, long leading, long trailing)
    implements Serializable {

  /** Returns what a part tells; its numbers are in ascending order. */
  static SortedPart of(double[] sorted) {
    int rows = sorted.length;
    if (rows == 0) {
      return new SortedPart(0, 0, 0, 0, 0);
    }
    int leading = 1;
    while (leading < rows && sorted[leading] == sorted[0]) {
      leading++;
    }
    int trailing = 1;
    while (trailing < rows && sorted[rows - 1 - trailing] == sorted[rows - 1]) {
      trailing++;
    }
    return new SortedPart(rows, sorted[0], sorted[rows - 1], leading, trailing);
  }

  /** Returns whether all numbers are one. */
  boolean isOneValue() {
    return leading == rows;
  }
}
