package org.almkd.data;

/** The row that a cursor stands on; one object is filled again and again. */
final class SourceRow {
  /** Split code of a row whose source names no split; other codes are those of {@link Split}. */
  static final int NO_SPLIT = -1;

  /** Label of a row whose class is not known. */
  static final int NO_LABEL = -1;

  final float[] features;
  long id;
  String key = "";
  boolean textId;
  int label = NO_LABEL;
  int cleanLabel = NO_LABEL;
  int split = NO_SPLIT;

  SourceRow(int width) {
    features = new float[width];
  }
}
