package org.almkd.storage;

/** What a column of a {@link ParquetTable} holds; no value is ever null. */
public enum ColumnType {
  /** 64-bit whole numbers. */
  LONG,
  /** 32-bit whole numbers. */
  INT,
  /** 32-bit floating-point numbers. */
  FLOAT,
  /** Lists of 32-bit floating-point numbers, all of one length. */
  FLOATS,
  /** Byte strings, all of one length. */
  BYTES,
  /** Texts in UTF-8. */
  TEXT
}
