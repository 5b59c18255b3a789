package org.almkd.sweep;

import java.util.Comparator;

/**
 * What tells the repetitions of a variant apart. Variants are paired where both are equal.
 *
 * @param run seed of weights, orders, shards and lambdas
 * @param data seed of generator, splits and label noise
 */
record Seeds(long run, long data) implements Comparable<Seeds> {
  private static final Comparator<Seeds> ORDER =
      Comparator.comparingLong(Seeds::data).thenComparingLong(Seeds::run);

  @Override
  public int compareTo(Seeds other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "run seed " + run + ", data seed " + data;
  }
}
