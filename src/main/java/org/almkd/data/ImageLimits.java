package org.almkd.data;

import java.io.Serializable;

/**
 * How large an image may be, so that a file made to fill the memory is refused before it is
 * decoded.
 *
 * @param pixels width x height, at most 2^29
 * @param bytes size of the file
 */
record ImageLimits(int pixels, int bytes) implements Serializable {
  /** 64 megapixels, 64 MiB. */
  static final ImageLimits DEFAULT = new ImageLimits(64_000_000, 64 << 20);

  /** Three planes of the most pixels are one array. */
  private static final int MOST_PIXELS = 1 << 29;

  /** Checks the limits. */
  ImageLimits {
    if (pixels < 1 || pixels > MOST_PIXELS || bytes < 1 || bytes == Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "found limits of %d pixels and %d bytes; expected 1 to %d, and 1 to %d"
              .formatted(pixels, bytes, MOST_PIXELS, Integer.MAX_VALUE - 1));
    }
  }

  void requirePixels(String path, int width, int height) {
    if ((long) width * height > pixels) {
      throw new InvalidDataException(
          "Cannot decode " + path,
          "found %d x %d pixels; expected at most %d in all; make the image smaller or remove it"
              .formatted(width, height, pixels));
    }
  }

  void requireBytes(String path, long found) {
    if (found > bytes) {
      throw new InvalidDataException(
          "Cannot decode " + path,
          "found more than %d bytes; expected at most as many; make the image smaller or remove it"
              .formatted(bytes));
    }
  }
}
