package org.almkd.data;

import org.almkd.storage.Storage;

/**
 * The lines that begin in a byte range of a CSV file.
 *
 * @param path file
 * @param compressed whether it is gzip, and then read whole
 * @param start first byte
 * @param end byte after the last
 * @param layout columns
 * @param linesBefore lines of the file before the range
 * @param recordsBefore records of the source (all files in path order) before the range
 */
record CsvPart(
    String path,
    boolean compressed,
    long start,
    long end,
    CsvLayout layout,
    long linesBefore,
    long recordsBefore)
    implements RowPart {

  CsvPart after(long lines, long records) {
    return new CsvPart(path, compressed, start, end, layout, lines, records);
  }

  @Override
  public RowCursor open(Storage storage) {
    return new CsvCursor(this, storage);
  }
}
