package org.almkd.data;

import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the segments before the pixels of a JPEG file say.
 *
 * @param components channels
 * @param adobe whether Adobe's segment is there
 * @param luma whether that says that the first three of four channels are Y, Cb and Cr
 * @param orientation how the picture lies, 1 to 8 as Exif counts; 1 where that is not said
 */
record JpegHeader(int components, boolean adobe, boolean luma, int orientation) {
  private static final int APP1 = 0xffe1;
  private static final int APP14 = 0xffee;
  private static final int ORIENTATION = 0x0112;
  private static final int YCCK = 2;

  /** Starts of frames; the three numbers left out are other segments. */
  private static final List<Integer> FRAMES =
      IntStream.rangeClosed(0xffc0, 0xffcf)
          .filter(marker -> marker != 0xffc4 && marker != 0xffc8 && marker != 0xffcc)
          .boxed()
          .toList();

  static boolean isJpeg(byte[] file) {
    return file.length >= 3
        && file[0] == (byte) 0xff
        && file[1] == (byte) 0xd8
        && file[2] == (byte) 0xff;
  }

  static JpegHeader read(byte[] file) throws IOException {
    Map<Integer, List<String>> wanted = new HashMap<>();
    FRAMES.forEach(marker -> wanted.put(marker, JPEGSegmentUtil.ALL_IDS));
    wanted.put(APP1, List.of("Exif"));
    wanted.put(APP14, List.of("Adobe"));
    List<JPEGSegment> segments =
        JPEGSegmentUtil.readSegments(new ByteArrayImageInputStream(file), wanted);
    byte[] frame = bytes(segments, FRAMES);
    if (frame.length < 6) {
      throw new IOException("no start of a frame");
    }
    byte[] adobe = bytes(segments, List.of(APP14));
    // The rest of the version, whose first byte ends the name; two flags of two bytes; the
    // transform.
    boolean luma = adobe.length > 5 && adobe[5] == YCCK;
    return new JpegHeader(
        frame[5] & 0xff, adobe.length > 0, luma, orientation(bytes(segments, List.of(APP1))));
  }

  private static byte[] bytes(List<JPEGSegment> segments, List<Integer> markers)
      throws IOException {
    Optional<JPEGSegment> first =
        segments.stream().filter(segment -> markers.contains(segment.marker())).findFirst();
    return first.isPresent() ? first.get().data().readAllBytes() : new byte[0];
  }

  /** Damage of what stands beside the picture is no reason to refuse it. */
  private static int orientation(byte[] exif) {
    if (exif.length < 2) {
      return 1;
    }
    try {
      // A byte of padding stands before the directory.
      Directory directory =
          new TIFFReader().read(new ByteArrayImageInputStream(exif, 1, exif.length - 1));
      Entry entry = directory.getEntryById(ORIENTATION);
      boolean known =
          entry != null
              && entry.getValue() instanceof Number number
              && number.intValue() >= 1
              && number.intValue() <= 8;
      return known ? ((Number) entry.getValue()).intValue() : 1;
    } catch (IOException e) {
      return 1;
    }
  }
}
