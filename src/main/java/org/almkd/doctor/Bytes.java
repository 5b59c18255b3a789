package org.almkd.doctor;

import java.util.Locale;

/** Sizes as people and Spark's settings write them. */
public final class Bytes {
  /** One mebibyte. */
  static final long MIB = 1L << 20;

  private static final long GIB = 1L << 30;
  private static final long STEP = 256 * MIB;

  private Bytes() {}

  /** Returns a size for reading: 812 KiB, 12.5 MiB, 3.0 GiB. */
  public static String text(long bytes) {
    if (bytes >= GIB) {
      return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
    }
    return bytes >= MIB
        ? String.format(Locale.ROOT, "%.1f MiB", (double) bytes / MIB)
        : String.format(Locale.ROOT, "%.0f KiB", Math.ceil(bytes / 1024.0));
  }

  /** Returns a size for a setting: at least so many bytes, in steps of 256 MiB. */
  static String setting(long bytes) {
    return (bytes + STEP - 1) / STEP * (STEP / MIB) + "m";
  }
}
