package org.almkd.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Checks that the chunks of a PNG file are whole: javax.imageio does not look at their checksums
 * and takes a file without an end for a good one.
 */
final class PngChunks {
  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int END = 0x49454e44;

  /** Set in the type of a chunk that a reader may do without. */
  private static final int ANCILLARY = 0x20000000;

  private PngChunks() {}

  static boolean isPng(byte[] file) {
    return file.length >= 8 && ByteBuffer.wrap(file).getLong() == SIGNATURE;
  }

  static void requireWhole(byte[] file) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(file).position(8);
    while (rest.remaining() >= 12) {
      int length = rest.getInt();
      if (length < 0 || length > rest.remaining() - 8) {
        throw new IOException("a chunk ends behind the end of the file");
      }
      CRC32 sum = new CRC32();
      sum.update(file, rest.position(), 4 + length);
      int type = rest.getInt();
      rest.position(rest.position() + length);
      if (rest.getInt() != (int) sum.getValue() && (type & ANCILLARY) == 0) {
        throw new IOException("a chunk does not have its checksum");
      }
      if (type == END) {
        return;
      }
    }
    throw new IOException("the file ends before its last chunk");
  }
}
