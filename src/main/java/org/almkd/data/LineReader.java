package org.almkd.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.almkd.storage.Storage;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * Lines of UTF-8 text that begin in a byte range of a file; CRLF and LF alike, a byte-order mark at
 * the start of the file is dropped. Ranges that cover a file give each line once.
 */
final class LineReader implements AutoCloseable {
  /**
   * A row of a picture's numbers is a hundredth of this; a file without lines would fill the heap.
   */
  private static final int MOST_LINE = 64 << 20;

  private final String path;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private final long end;
  private byte[] line = new byte[1 << 10];
  private int position;
  private int limit;

  /** Position in the file of the next byte to take. */
  private long offset;

  private LineReader(String path, InputStream in, long offset, long end) {
    this.path = path;
    this.in = in;
    this.offset = offset;
    this.end = end;
  }

  /** Opens a range; of compressed files only the whole, from 0 to {@link Long#MAX_VALUE}. */
  static LineReader open(Storage storage, String path, boolean compressed, long start, long end)
      throws IOException {
    if (start == 0) {
      return new LineReader(path, Gzip.open(storage, path, compressed), 0, end);
    }
    FSDataInputStream in = storage.open(path);
    try {
      // One byte early: if that is a line end, the range begins with a whole line.
      in.seek(start - 1);
      LineReader reader = new LineReader(path, in, start - 1, end);
      reader.takeLine();
      return reader;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** The next line without its end, or null after the last that begins inside the range. */
  String next() throws IOException {
    long begin = offset;
    if (begin >= end) {
      return null;
    }
    int length = takeLine();
    if (length < 0) {
      return null;
    }
    int from = begin == 0 && startsWithMark(length) ? 3 : 0;
    int to = length > from && line[length - 1] == '\r' ? length - 1 : length;
    return new String(line, from, to - from, StandardCharsets.UTF_8);
  }

  private boolean startsWithMark(int length) {
    return length >= 3
        && line[0] == (byte) 0xef
        && line[1] == (byte) 0xbb
        && line[2] == (byte) 0xbf;
  }

  /** Fills the line; its length, or -1 at the end of the file. */
  private int takeLine() throws IOException {
    int length = 0;
    while (true) {
      if (position == limit && !fill()) {
        return length == 0 ? -1 : length;
      }
      int stop = position;
      while (stop < limit && buffer[stop] != '\n') {
        stop++;
      }
      length = keep(length, stop);
      boolean whole = stop < limit;
      int taken = stop - position + (whole ? 1 : 0);
      position += taken;
      offset += taken;
      if (whole) {
        return length;
      }
    }
  }

  private int keep(int length, int stop) {
    int count = stop - position;
    if (length + count > MOST_LINE) {
      throw new InvalidDataException(
          "Cannot read " + path,
          "found a line of more than %d bytes; expected a row on each line; check that it is a csv file"
              .formatted(MOST_LINE));
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(2 * line.length, length + count));
    }
    System.arraycopy(buffer, position, line, length, count);
    return length + count;
  }

  private boolean fill() throws IOException {
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    position = 0;
    return limit > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
