package org.almkd.data;

import java.nio.FloatBuffer;

/** Numbers in mapped files. Travels as an array. */
final class MappedFloats implements FloatRows {
  private static final long serialVersionUID = 1L;

  private final transient MappedRows rows;
  private final transient FloatBuffer[] segments;
  private final int width;

  /** Reads rows of {@code width} numbers each, in the order of bytes of this machine. */
  MappedFloats(MappedRows rows, int width) {
    this.rows = rows;
    this.segments = rows.floats();
    this.width = width;
  }

  @Override
  public int rows() {
    return rows.rows();
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public void copy(int first, int count, float[] to, int at) {
    int row = first;
    int target = at;
    while (row < first + count) {
      int inSegment = rows.inSegment(row);
      int run = Math.min(first + count - row, rows.segmentRows() - inSegment);
      segments[rows.segment(row)].get(inSegment * width, to, target, run * width);
      row += run;
      target += run * width;
    }
  }

  /** Whoever sends the rows elsewhere gets what they are, not where. */
  private Object writeReplace() {
    return new HeapFloats(floats(), width);
  }
}
