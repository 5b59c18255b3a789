package org.almkd.data;

import java.util.SplittableRandom;

/**
 * Hashes that are the same on every machine and in every run: all randomness derives from (seed,
 * purpose, numbers), never from partitions, threads or clocks.
 */
public final class StableHash {
  private StableHash() {}

  /** Returns a 64-bit hash of a seed, a purpose and numbers. */
  public static long of(long seed, String purpose, long... numbers) {
    long hash = mix(seed + 0x9E3779B97F4A7C15L);
    for (int i = 0; i < purpose.length(); i++) {
      hash = mix(hash ^ purpose.charAt(i));
    }
    for (long number : numbers) {
      hash = mix(hash ^ mix(number + 0x9E3779B97F4A7C15L));
    }
    return hash;
  }

  /** Returns a random stream for a seed, a purpose and numbers. */
  public static SplittableRandom random(long seed, String purpose, long... numbers) {
    return new SplittableRandom(of(seed, purpose, numbers));
  }

  /** Returns 0 .. count - 1 in an order drawn uniformly. */
  public static int[] permutation(int count, SplittableRandom random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** The finaliser of MurmurHash3: every input bit changes every output bit with probability 1/2. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }
}
