package org.almkd.storage;

import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;

/**
 * A file that is read on from where a connection broke. A stream that ends before the file's length
 * broke, too: S3A takes an answer that was cut off for the end of the file, and rows would be
 * missing without a word.
 */
final class ResumingStream extends FSInputStream {
  private final Opening opening;
  private final Retries retries;
  private final String path;
  private final long length;
  private FSDataInputStream in;
  private long position;

  /** Opens the file, from its first byte on. */
  interface Opening {
    FSDataInputStream open() throws IOException;
  }

  /**
   * @param in the file, just opened
   * @param opening opens it again
   * @param length bytes of the file
   */
  ResumingStream(FSDataInputStream in, Opening opening, Retries retries, String path, long length) {
    this.in = in;
    this.opening = opening;
    this.retries = retries;
    this.path = path;
    this.length = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    if (position >= length) {
      return -1;
    }
    int read = retries.call("read", path, () -> readOnce(bytes, from, count));
    position += read;
    return read;
  }

  private int readOnce(byte[] bytes, int from, int count) throws IOException {
    try {
      if (in == null) {
        in = opening.open();
      }
      if (in.getPos() != position) {
        in.seek(position);
      }
      int read = in.read(bytes, from, count);
      if (read < 0) {
        throw new EOFException("found the end at byte %d of %d".formatted(position, length));
      }
      return read;
    } catch (IOException e) {
      forget();
      throw e;
    }
  }

  /** Lets go of a stream: the next try opens another. */
  private void forget() {
    FSDataInputStream left = in;
    in = null;
    if (left == null) {
      return;
    }
    try {
      left.close();
    } catch (IOException e) {
      // It broke already, or was read to where it was wanted; what it says now is no news.
      return;
    }
  }

  @Override
  public void seek(long to) throws IOException {
    if (to < 0 || to > length) {
      throw new EOFException("cannot seek to %d of %d bytes of %s".formatted(to, length, path));
    }
    position = to;
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public boolean seekToNewSource(long to) {
    return false;
  }

  @Override
  public int available() throws IOException {
    return in == null ? 0 : in.available();
  }

  /** What is said at the end of a connection changes nothing about what was read. */
  @Override
  public void close() {
    forget();
  }
}
