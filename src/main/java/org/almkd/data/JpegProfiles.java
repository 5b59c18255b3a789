package org.almkd.data;

import java.io.ByteArrayOutputStream;

/**
 * Takes colour profiles out of JPEG files. They are not applied ({@link Planes}); to parse one
 * takes the reader longer than the pixels of a small picture do, and a damaged one would have a
 * good picture refused.
 */
final class JpegProfiles {
  /** Application segments of this number hold profiles, and other things that are no pixels. */
  private static final int APP2 = 0xe2;

  private static final int START_OF_SCAN = 0xda;
  private static final int FILL = 0xff;

  private JpegProfiles() {}

  /** The file without them; where its segments are broken, the rest stays as it is. */
  static byte[] removed(byte[] file) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, 2);
    int at = 2;
    while (at + 4 <= file.length && (file[at] & 0xff) == 0xff) {
      int marker = file[at + 1] & 0xff;
      int next = at + 2 + (((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff));
      if (marker == START_OF_SCAN || marker == FILL || next > file.length) {
        break;
      }
      if (marker != APP2) {
        kept.write(file, at, next - at);
      }
      at = next;
    }
    kept.write(file, at, file.length - at);
    return kept.toByteArray();
  }
}
