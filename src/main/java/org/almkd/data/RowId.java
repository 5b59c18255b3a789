package org.almkd.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Ids from text: a whole number is itself, anything else the first 64 bits of its SHA-256. */
final class RowId {
  private RowId() {}

  static void read(String text, SourceRow row) {
    row.key = text;
    row.textId = !isLong(text);
    row.id = row.textId ? hashed(text) : Long.parseLong(text);
  }

  /** Canonical only: 007 and 7 are different texts, so 007 is hashed. */
  private static boolean isLong(String text) {
    int length = text.length();
    int start = length > 1 && text.charAt(0) == '-' ? 1 : 0;
    if (length == 0 || length - start > 18 || (text.charAt(start) == '0' && length > 1)) {
      return isLongOfNineteenDigits(text);
    }
    for (int i = start; i < length; i++) {
      if (!(text.charAt(i) >= '0' && text.charAt(i) <= '9')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLongOfNineteenDigits(String text) {
    try {
      return Long.toString(Long.parseLong(text)).equals(text);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  static long hashed(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
