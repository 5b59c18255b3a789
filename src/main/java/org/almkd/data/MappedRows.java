package org.almkd.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Rows of equally many bytes in mapped files, segment after segment; no row lies in two of them.
 * The files have no name any more: their space is free again once nothing refers to the segments,
 * and when the JVM ends, however it does.
 */
final class MappedRows {
  private final ByteBuffer[] segments;
  private final int segmentRows;
  private final int rowBytes;
  private final int rows;

  /**
   * Reads what {@link MappedRowsWriter} has written.
   *
   * @param segments all but the last of {@code segmentRows} rows
   * @param segmentRows rows of a segment
   * @param rowBytes bytes of a row
   * @param rows N
   */
  MappedRows(ByteBuffer[] segments, int segmentRows, int rowBytes, int rows) {
    this.segments = segments;
    this.segmentRows = segmentRows;
    this.rowBytes = rowBytes;
    this.rows = rows;
  }

  /** Returns N. */
  int rows() {
    return rows;
  }

  /** Returns rows of a segment but the last. */
  int segmentRows() {
    return segmentRows;
  }

  /** Returns which segment a row lies in. */
  int segment(int row) {
    return row / segmentRows;
  }

  /** Returns which row of its segment a row is. */
  int inSegment(int row) {
    return row % segmentRows;
  }

  /** Copies one row. Absolute reads: several threads may read. */
  void copy(int row, byte[] to, int at) {
    segments[segment(row)].get(inSegment(row) * rowBytes, to, at, rowBytes);
  }

  /** Returns the segments as numbers. */
  FloatBuffer[] floats() {
    return Arrays.stream(segments)
        .map(segment -> segment.order(ByteOrder.nativeOrder()).asFloatBuffer())
        .toArray(FloatBuffer[]::new);
  }
}
