package org.almkd.data;

/** Turns unsigned bytes into numbers: each is divided in double and rounded once. */
final class PixelScale {
  private final float[] scaled = new float[256];

  /** Divides by a number above 0. */
  PixelScale(double divisor) {
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (i / divisor);
    }
  }

  /** Fills an array from as many bytes, the first of them at a place. */
  void write(byte[] pixels, int from, float[] numbers) {
    for (int j = 0; j < numbers.length; j++) {
      numbers[j] = scaled[pixels[from + j] & 0xff];
    }
  }
}
