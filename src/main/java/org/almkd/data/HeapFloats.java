package org.almkd.data;

/**
 * Numbers in an array.
 *
 * @param values row-major
 * @param width numbers of a row
 */
// Primitive arrays are the point: millions of rows; these records are never compared.
@SuppressWarnings("ArrayRecordComponent")
record HeapFloats(float[] values, int width) implements FloatRows {
  @Override
  public int rows() {
    return width == 0 ? 0 : values.length / width;
  }

  @Override
  public void copy(int first, int count, float[] to, int at) {
    System.arraycopy(values, first * width, to, at, count * width);
  }

  @Override
  public float[] floats() {
    return values;
  }
}
