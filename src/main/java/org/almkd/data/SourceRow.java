package org.almkd.data;

/** The row that a cursor stands on; one object is filled again and again. */
final class SourceRow {
  /** Split code of a row whose source names no split; other codes are those of {@link Split}. */
  static final int NO_SPLIT = -1;

  /** Label of a row whose class is not known. */
  static final int NO_LABEL = -1;

  /** The one row. */
  final Features features;

  /** What cursors of numbers fill; empty where rows are pictures. */
  final float[] numbers;

  /** What cursors of pictures fill; empty where rows are numbers. */
  final byte[] pixels;

  long id;
  String key = "";
  boolean textId;
  int label = NO_LABEL;
  int cleanLabel = NO_LABEL;
  int split = NO_SPLIT;

  /**
   * Makes room for a row.
   *
   * @param kind features like those of the row
   */
  SourceRow(Features kind) {
    features = kind.room(1);
    numbers = features instanceof Numbers n ? n.values_ND() : new float[0];
    pixels = features instanceof Pixels p ? p.values() : new byte[0];
  }
}
