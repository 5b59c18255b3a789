package org.almkd.data;

/**
 * Rows of 32-bit numbers.
 *
 * @param values_ND row-major
 * @param width D
 */
// Primitive arrays are the point: millions of rows; these records are never compared.
@SuppressWarnings("ArrayRecordComponent")
public record Numbers(float[] values_ND, int width) implements Features {
  @Override
  public int rows() {
    return width == 0 ? 0 : values_ND.length / width;
  }

  @Override
  public void write(int first, int count, float[] to, int at) {
    System.arraycopy(values_ND, first * width, to, at, count * width);
  }

  @Override
  public Numbers room(int rows) {
    return new Numbers(new float[Math.multiplyExact(rows, width)], width);
  }

  @Override
  public void set(int row, Features from, int i) {
    from.write(i, 1, values_ND, row * width);
  }

  @Override
  public float[] floats() {
    return values_ND;
  }
}
