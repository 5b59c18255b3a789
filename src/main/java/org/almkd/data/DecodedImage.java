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

  /** Refuses an image of another shape than the others of its data set. */
  void requireShape(String path, InputShape.Image expected) {
    if (!shape.equals(expected)) {
      throw new InvalidDataException(
          "Cannot use " + path,
          "found an image of %s; expected %s as all images; set data.image.resize, or remove it"
              .formatted(shape, expected));
    }
  }
}
