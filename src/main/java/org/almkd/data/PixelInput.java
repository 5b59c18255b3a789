package org.almkd.data;

import java.io.Serializable;

/**
 * Turns stored pictures into what a network is given. Numbers are computed in double and rounded
 * once, and looked up from then on.
 */
public final class PixelInput implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int BYTES = 256;

  private final PixelFormat format;
  private final float[] number_C256;

  PixelInput(PixelFormat format) {
    this.format = format;
    int channels = format.stored().channels();
    double[] mean_C = format.channels().mean();
    double[] deviation_C = format.channels().deviation();
    number_C256 = new float[channels * BYTES];
    for (int c = 0; c < channels; c++) {
      for (int v = 0; v < BYTES; v++) {
        number_C256[c * BYTES + v] = (float) ((v / format.divisor() - mean_C[c]) / deviation_C[c]);
      }
    }
  }

  /** Returns shape of a stored picture. */
  public InputShape.Image stored() {
    return format.stored();
  }

  /** Returns shape of what a network is given. */
  public InputShape.Image shape() {
    return format.shape();
  }

  PixelFormat format() {
    return format;
  }

  /** Writes what a network is given of the picture whose first byte is at a place. */
  void write(byte[] pixels, int from, float[] to, int at) {
    InputShape.Image stored = stored();
    InputShape.Image shape = shape();
    int top = (stored.height() - shape.height()) / 2;
    int left = (stored.width() - shape.width()) / 2;
    int next = at;
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        int row = from + (c * stored.height() + top + y) * stored.width() + left;
        for (int x = 0; x < shape.width(); x++) {
          to[next++] = number_C256[c * BYTES + (pixels[row + x] & 0xff)];
        }
      }
    }
  }
}
