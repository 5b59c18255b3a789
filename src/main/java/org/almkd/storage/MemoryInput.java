package org.almkd.storage;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A Parquet file in memory, so that one read from the store is checked and then parsed. */
final class MemoryInput implements InputFile {
  private final byte[] bytes;

  MemoryInput(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public long getLength() {
    return bytes.length;
  }

  @Override
  public SeekableInputStream newStream() {
    return new Cursor(new Window(bytes));
  }

  /** A byte array stream whose position can be set. */
  private static final class Window extends ByteArrayInputStream {
    Window(byte[] bytes) {
      super(bytes);
    }

    synchronized int position() {
      return pos;
    }

    synchronized void moveTo(long position) throws IOException {
      if (!(position >= 0 && position <= count)) {
        throw new EOFException("position " + position + " of " + count + " bytes");
      }
      pos = (int) position;
    }
  }

  private static final class Cursor extends DelegatingSeekableInputStream {
    private final Window window;

    Cursor(Window window) {
      super(window);
      this.window = window;
    }

    @Override
    public long getPos() {
      return window.position();
    }

    @Override
    public void seek(long position) throws IOException {
      window.moveTo(position);
    }
  }
}
