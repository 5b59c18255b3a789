package org.almkd.data;

/**
 * Random numbers that are functions of (seed, purpose, id) and of nothing else. For one seed and
 * purpose the hash is a bijection of the id, so that ranking rows by hash knows no ties. The mixing
 * function is the finaliser of MurmurHash3 in David Stafford's variant 13, as in {@link
 * java.util.SplittableRandom}.
 */
public final class SeededHash {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private SeededHash() {}

  /** The hash of an id; all 64 bits are usable. */
  public static long of(long seed, String purpose, long id) {
    return of(salt(seed, purpose), id);
  }

  /** What {@link #of(long, long)} needs of seed and purpose, for use in loops. */
  public static long salt(long seed, String purpose) {
    long salt = mix(seed + GOLDEN);
    for (int i = 0; i < purpose.length(); i++) {
      salt = mix(salt ^ purpose.charAt(i)) + GOLDEN;
    }
    return salt;
  }

  /** The hash of an id under a {@link #salt}. */
  public static long of(long salt, long id) {
    return mix(mix(id ^ salt) + GOLDEN);
  }

  /** A uniform whole number in [0, bound) from a hash; bound in [1, 2^31). */
  public static int below(int bound, long hash) {
    return (int) (((hash >>> 33) * bound) >>> 31);
  }

  /** Stafford's variant 13; a bijection of 64-bit numbers. */
  static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
