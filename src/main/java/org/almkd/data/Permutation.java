package org.almkd.data;

import java.io.Serializable;

/**
 * A pseudo-random permutation of 0, ..., n - 1 that is computed for one element at a time, so that
 * each row knows its place in a shuffled order without the order ever being held: a Feistel network
 * over the next power of four, walked until it falls below n.
 */
final class Permutation implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int ROUNDS = 6;

  private final long salt;
  private final long count;
  private final int halfBits;

  Permutation(long salt, long count) {
    this.salt = salt;
    this.count = count;
    this.halfBits = Math.max(1, (65 - Long.numberOfLeadingZeros(Math.max(0, count - 1))) / 2);
  }

  /** The place of an element in [0, n). */
  long of(long element) {
    long place = element;
    do {
      place = round(place);
    } while (place >= count);
    return place;
  }

  private long round(long value) {
    long mask = (1L << halfBits) - 1;
    long left = value >>> halfBits;
    long right = value & mask;
    for (int round = 0; round < ROUNDS; round++) {
      long mixed = left ^ (SeededHash.of(salt + round, right) & mask);
      left = right;
      right = mixed;
    }
    return (left << halfBits) | right;
  }
}
