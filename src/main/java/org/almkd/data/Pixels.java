package org.almkd.data;

/**
 * Rows of pictures, one unsigned byte a pixel and channel, each picture channel by channel.
 *
 * @param values the pictures, one after the other
 * @param input what a network is given of a picture
 */
// Primitive arrays are the point: millions of rows; these records are never compared.
@SuppressWarnings("ArrayRecordComponent")
public record Pixels(byte[] values, PixelInput input) implements Features {
  @Override
  public int rows() {
    return values.length / size();
  }

  @Override
  public int width() {
    return input.shape().size();
  }

  /** Returns bytes of a picture. */
  int size() {
    return input.stored().size();
  }

  @Override
  public void write(int first, int count, float[] to, int at) {
    for (int i = 0; i < count; i++) {
      input.write(values, (first + i) * size(), to, at + i * width());
    }
  }

  @Override
  public Pixels room(int rows) {
    return new Pixels(new byte[Math.multiplyExact(rows, size())], input);
  }

  @Override
  public void set(int row, Features from, int i) {
    System.arraycopy(((Pixels) from).values, i * size(), values, row * size(), size());
  }
}
