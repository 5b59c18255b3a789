package org.almkd.data;

import java.util.SplittableRandom;

/** Permutations drawn from a seed. */
public final class SeededOrder {
  private SeededOrder() {}

  /** Returns 0 .. count - 1 in an order drawn uniformly; a pure function of count and seed. */
  public static int[] of(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
