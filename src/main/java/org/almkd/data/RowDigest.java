package org.almkd.data;

import java.util.HexFormat;

/** A 64-bit hash of a row; their sum over all rows identifies the data whatever the order. */
final class RowDigest {
  private static final long PRIME = 0x9fb21c651e98df25L;

  private RowDigest() {}

  /** Hash of (id, bits of the features as they are stored, given label, clean label, split). */
  static long of(long id, Features features, int row, int label, int cleanLabel, int split) {
    long hash = SeededHash.mix(id + PRIME);
    if (features instanceof Numbers numbers) {
      hash = numbers(hash, numbers, row);
    } else if (features instanceof Pixels pixels) {
      hash = pixels(hash, pixels, row);
    }
    hash = SeededHash.mix(hash ^ (((long) label << 32) | (cleanLabel & 0xffffffffL)));
    return SeededHash.mix(hash + split);
  }

  private static long numbers(long start, Numbers numbers, int row) {
    long hash = start;
    int width = numbers.width();
    for (int i = row * width; i < (row + 1) * width; i++) {
      hash = (hash ^ Float.floatToRawIntBits(numbers.values_ND()[i])) * PRIME;
      hash ^= hash >>> 32;
    }
    return hash;
  }

  private static long pixels(long start, Pixels pixels, int row) {
    long hash = start;
    int size = pixels.size();
    for (int i = row * size; i < (row + 1) * size; i++) {
      hash = (hash ^ pixels.values()[i]) * PRIME;
      hash ^= hash >>> 32;
    }
    return hash;
  }

  /** 16 hex digits. */
  static String text(long sum) {
    return HexFormat.of().toHexDigits(sum);
  }
}
