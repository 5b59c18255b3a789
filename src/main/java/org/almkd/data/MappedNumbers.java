package org.almkd.data;

/** Rows of numbers in mapped files. Travels as an array. */
final class MappedNumbers implements Features {
  private static final long serialVersionUID = 1L;

  private final transient FloatRows rows;

  MappedNumbers(FloatRows rows) {
    this.rows = rows;
  }

  @Override
  public int rows() {
    return rows.rows();
  }

  @Override
  public int width() {
    return rows.width();
  }

  @Override
  public boolean isMapped() {
    return true;
  }

  @Override
  public void write(int first, int count, float[] to, int at) {
    rows.copy(first, count, to, at);
  }

  @Override
  public Numbers room(int count) {
    return new Numbers(new float[Math.multiplyExact(count, width())], width());
  }

  @Override
  public void set(int row, Features from, int i) {
    throw new UnsupportedOperationException("rows in mapped files are not overwritten");
  }

  private Object writeReplace() {
    return new Numbers(rows.floats(), width());
  }
}
