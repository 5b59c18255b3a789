package org.almkd.data;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.almkd.storage.Storage;

/** Files that may be gzip, recognised by their first two bytes rather than by name. */
final class Gzip {
  private static final int BUFFER = 1 << 16;

  private Gzip() {}

  static boolean isCompressed(Storage storage, String path) throws IOException {
    try (InputStream in = storage.open(path)) {
      return in.read() == 0x1f && in.read() == 0x8b;
    }
  }

  /** Opens a file from its start, unpacked if need be. */
  static InputStream open(Storage storage, String path, boolean compressed) throws IOException {
    InputStream in = new BufferedInputStream(storage.open(path), BUFFER);
    if (!compressed) {
      return in;
    }
    try {
      return new GZIPInputStream(new EagerStream(in), BUFFER);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /**
   * Java looks for a second gzip member only where available() promises bytes, which object stores
   * do not.
   */
  private static final class EagerStream extends FilterInputStream {
    EagerStream(InputStream in) {
      super(in);
    }

    @Override
    public int available() {
      return 1;
    }
  }
}
