package org.almkd.data;

/** Walks the rows of one part of a source. */
interface RowCursor extends AutoCloseable {
  /**
   * Moves to the next row that is in order, noting those that are not.
   *
   * @return false at the end
   */
  boolean next(SourceRow row, Problems problems);

  /**
   * Every column of the current row as text, whether or not a network sees it, in the order of
   * {@link SparkRows#columns}. Parquet keeps its columns only where the {@link Reading} asks for
   * whole rows.
   */
  String[] columns();

  /** Where the current row stands, for messages. */
  String location();

  @Override
  void close();
}
