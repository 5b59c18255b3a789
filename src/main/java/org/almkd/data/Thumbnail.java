package org.almkd.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A picture of a data set as a small file that browsers show. */
final class Thumbnail {
  /** Pixels of the longer side at most; larger pictures are scaled down to it. */
  static final int MOST_SIDE = 64;

  private final byte[] pixels;
  private final InputShape.Image shape;

  /**
   * Shows a picture.
   *
   * @param pixels unsigned, channel by channel, each row by row. Three channels are red, green and
   *     blue; of any other number of them the first is shown in grey
   */
  Thumbnail(byte[] pixels, InputShape.Image shape) {
    this.pixels = pixels;
    this.shape = shape;
  }

  /** Shows a stored row: the one place that knows how pixels are stored. */
  static Thumbnail of(Pixels rows, int row) {
    byte[] pixels = Arrays.copyOfRange(rows.values(), row * rows.size(), (row + 1) * rows.size());
    return new Thumbnail(pixels, rows.input().stored());
  }

  /** Returns the file. */
  byte[] toPng() {
    boolean isGrey = shape.channels() != 3;
    int longer = Math.max(shape.height(), shape.width());
    int height = scaled(shape.height(), longer);
    int width = scaled(shape.width(), longer);
    BufferedImage image =
        new BufferedImage(
            width, height, isGrey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    // Into the raster itself: colours would be taken for sRGB and grey levels changed.
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int band = 0; band < image.getRaster().getNumBands(); band++) {
          image.getRaster().setSample(x, y, band, mean(band, y, x, height, width));
        }
      }
    }
    return encoded(image);
  }

  private static int scaled(int side, int longer) {
    return longer <= MOST_SIDE ? side : Math.max(1, side * MOST_SIDE / longer);
  }

  /** The mean of all pixels that the pixel of the smaller picture covers, rounded. */
  private int mean(int channel, int y, int x, int height, int width) {
    int top = y * shape.height() / height;
    int bottom = Math.max(top + 1, (y + 1) * shape.height() / height);
    int left = x * shape.width() / width;
    int right = Math.max(left + 1, (x + 1) * shape.width() / width);
    long sum = 0;
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        sum += pixels[(channel * shape.height() + row) * shape.width() + column] & 0xff;
      }
    }
    long count = (long) (bottom - top) * (right - left);
    return (int) ((sum + count / 2) / count);
  }

  private static byte[] encoded(BufferedImage image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Not through ImageIO.write, which buffers in a file of the temporary folder.
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(image);
    } catch (IOException e) {
      throw new UncheckedIOException("memory refuses nothing", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
