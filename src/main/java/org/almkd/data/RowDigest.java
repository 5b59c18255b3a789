package org.almkd.data;

import java.util.HexFormat;

/** A 64-bit hash of a row; their sum over all rows identifies the data whatever the order. */
final class RowDigest {
  private static final long PRIME = 0x9fb21c651e98df25L;

  private RowDigest() {}

  /** Hash of (id, bits of the features, given label, clean label, split). */
  static long of(
      long id, float[] features, int from, int width, int label, int cleanLabel, int split) {
    long hash = SeededHash.mix(id + PRIME);
    for (int i = from; i < from + width; i++) {
      hash = (hash ^ Float.floatToRawIntBits(features[i])) * PRIME;
      hash ^= hash >>> 32;
    }
    hash = SeededHash.mix(hash ^ (((long) label << 32) | (cleanLabel & 0xffffffffL)));
    return SeededHash.mix(hash + split);
  }

  /** 16 hex digits. */
  static String text(long sum) {
    return HexFormat.of().toHexDigits(sum);
  }
}
