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
  private final Augmentation augmentation;
  private final float[] number_C256;

  PixelInput(PixelFormat format) {
    this(format, Augmentation.NONE);
  }

  PixelInput(PixelFormat format, Augmentation augmentation) {
    this.format = format;
    this.augmentation = augmentation;
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

  /** Returns whole pictures, each byte divided by a number above 0. */
  public static PixelInput scaled(InputShape.Image stored, double divisor) {
    return new PixelInput(PixelFormat.scaled(stored, divisor));
  }

  /** Returns the same pictures, changed in training. */
  public PixelInput changedBy(Augmentation changes) {
    return new PixelInput(format, changes);
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

  Augmentation augmentation() {
    return augmentation;
  }

  /** Writes a view of the picture whose first byte is at a place; view 0 as it is evaluated. */
  void writeView(byte[] pixels, int from, long id, int view, float[] to, int at) {
    if (view == 0 || !augmentation.changes()) {
      write(pixels, from, to, at);
      return;
    }
    Augmentation.Window window = augmentation.window(id, view, format);
    for (int c = 0; c < shape().channels(); c++) {
      int channel = from + c * stored().height() * stored().width();
      int first = at + c * shape().height() * shape().width();
      if (window.height() == shape().height() && window.width() == shape().width()) {
        writeCrop(window, pixels, channel, c * BYTES, to, first);
      } else {
        writeResized(window, pixels, channel, c * BYTES, to, first);
      }
    }
  }

  private void writeCrop(
      Augmentation.Window window, byte[] pixels, int channel, int numbers, float[] to, int at) {
    for (int y = 0; y < window.height(); y++) {
      int row = window.top() + y;
      boolean inside = row >= 0 && row < stored().height();
      for (int x = 0; x < window.width(); x++) {
        int column = window.left() + (window.mirrored() ? window.width() - 1 - x : x);
        boolean isPixel = inside && column >= 0 && column < stored().width();
        int value = isPixel ? pixels[channel + row * stored().width() + column] & 0xff : 0;
        to[at + y * window.width() + x] = number_C256[numbers + value];
      }
    }
  }

  /** Bilinear between the centres of pixels, in float: numbers are linear in bytes. */
  private void writeResized(
      Augmentation.Window window, byte[] pixels, int channel, int numbers, float[] to, int at) {
    int width = shape().width();
    int height = shape().height();
    for (int y = 0; y < height; y++) {
      float row = place(y, height, window.height());
      int above = window.top() + (int) row;
      int below = Math.min(above + 1, window.top() + window.height() - 1);
      float down = row - (int) row;
      for (int x = 0; x < width; x++) {
        float column = place(window.mirrored() ? width - 1 - x : x, width, window.width());
        int left = window.left() + (int) column;
        int right = Math.min(left + 1, window.left() + window.width() - 1);
        float across = column - (int) column;
        float upper =
            between(pixels, channel + above * stored().width(), left, right, across, numbers);
        float lower =
            between(pixels, channel + below * stored().width(), left, right, across, numbers);
        to[at + y * width + x] = upper + down * (lower - upper);
      }
    }
  }

  /** Where the centre of pixel i of {@code count} lies among the centres of {@code of} pixels. */
  private static float place(int i, int count, int of) {
    return Math.max(0, Math.min(of - 1, (i + 0.5f) * of / count - 0.5f));
  }

  private float between(byte[] pixels, int row, int left, int right, float across, int numbers) {
    float a = number_C256[numbers + (pixels[row + left] & 0xff)];
    float b = number_C256[numbers + (pixels[row + right] & 0xff)];
    return a + across * (b - a);
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
