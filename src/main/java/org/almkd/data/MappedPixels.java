package org.almkd.data;

/** Rows of pictures in mapped files. Travels as an array. */
final class MappedPixels implements Features {
  private static final long serialVersionUID = 1L;

  private final transient MappedRows rows;
  private final PixelInput input;

  MappedPixels(MappedRows rows, PixelInput input) {
    this.rows = rows;
    this.input = input;
  }

  @Override
  public int rows() {
    return rows.rows();
  }

  @Override
  public int width() {
    return input.shape().size();
  }

  @Override
  public boolean isMapped() {
    return true;
  }

  @Override
  public void write(int first, int count, float[] to, int at) {
    byte[] picture = new byte[input.stored().size()];
    for (int i = 0; i < count; i++) {
      rows.copy(first + i, picture, 0);
      input.write(picture, 0, to, at + i * width());
    }
  }

  @Override
  public void writeView(int row, long id, int view, float[] to, int at) {
    byte[] picture = new byte[input.stored().size()];
    rows.copy(row, picture, 0);
    input.writeView(picture, 0, id, view, to, at);
  }

  @Override
  public Augmentation augmentation() {
    return input.augmentation();
  }

  @Override
  public Pixels room(int count) {
    return new Pixels(new byte[Math.multiplyExact(count, input.stored().size())], input);
  }

  @Override
  public void set(int row, Features from, int i) {
    throw new UnsupportedOperationException("rows in mapped files are not overwritten");
  }

  @Override
  public Pixels select(int[] wanted) {
    Pixels selected = room(wanted.length);
    for (int i = 0; i < wanted.length; i++) {
      rows.copy(wanted[i], selected.values(), i * selected.size());
    }
    return selected;
  }

  private Object writeReplace() {
    return select(java.util.stream.IntStream.range(0, rows()).toArray());
  }
}
