package org.almkd.data;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.IOException;
import javax.imageio.ImageReader;

/**
 * A JPEG or PNG file in memory whose header has been read. Which it is, its first bytes say, not
 * its name.
 */
final class EncodedImage implements AutoCloseable {
  private static final JpegHeader PNG = new JpegHeader(0, false, false, 1);

  private final ImageReader reader;
  private final JpegHeader header;
  private String damage = "";

  private EncodedImage(ImageReader reader, JpegHeader header) {
    this.reader = reader;
    this.header = header;
  }

  /** Opens a file; null if it is neither. */
  static EncodedImage open(byte[] file) throws IOException {
    if (JpegHeader.isJpeg(file)) {
      byte[] plain = JpegProfiles.removed(file);
      return new EncodedImage(ImageReaders.jpeg(), JpegHeader.read(plain)).started(plain);
    }
    if (PngChunks.isPng(file)) {
      PngChunks.requireWhole(file);
      return new EncodedImage(ImageReaders.png(), PNG).started(file);
    }
    return null;
  }

  private EncodedImage started(byte[] file) {
    reader.addIIOReadWarningListener((source, warning) -> note(warning));
    reader.setInput(new ByteArrayImageInputStream(file), true, true);
    return this;
  }

  /** Of the warnings those that tell of lost pixels; others are about what stands beside them. */
  private void note(String warning) {
    boolean lost =
        warning.startsWith("Corrupt JPEG data")
            || warning.startsWith("Premature end")
            || warning.startsWith("Truncated");
    if (lost && !warning.contains("extraneous bytes")) {
      damage = warning;
    }
  }

  int width() throws IOException {
    return reader.getWidth(0);
  }

  int height() throws IOException {
    return reader.getHeight(0);
  }

  /** Decodes a part of the picture, and turns that upright. */
  Planes decode(Box part) throws IOException {
    Planes planes =
        header.components() == 4
            ? Planes.ofInks(reader.readRaster(0, null), part, header.luma(), header.adobe())
            : Planes.of(reader.read(0), part);
    if (!damage.isEmpty()) {
      throw new IOException(damage);
    }
    return planes.upright(header.orientation());
  }

  @Override
  public void close() {
    reader.dispose();
  }
}
