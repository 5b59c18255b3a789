package org.almkd.data;

/**
 * An image as it is stored.
 *
 * @param shape three channels: red, green, blue
 * @param pixels unsigned bytes, channel by channel, each row by row
 */
record DecodedImage(InputShape.Image shape, byte[] pixels) {
  /** Checks the number of pixels. */
  DecodedImage {
    if (pixels.length != shape.size()) {
      throw new IllegalArgumentException(
          "found %d pixels; expected %d of %s".formatted(pixels.length, shape.size(), shape));
    }
  }
}
