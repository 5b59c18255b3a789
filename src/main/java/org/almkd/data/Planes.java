package org.almkd.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Red, green and blue of a picture, one after the other, each row by row. Samples are taken as the
 * file has them: colour profiles are not applied, as their arithmetic is that of the machine.
 *
 * @param values unsigned bytes, 3 x height x width
 * @param height rows
 * @param width pixels of a row
 */
record Planes(byte[] values, int height, int width) {
  static final int CHANNELS = 3;

  private static final int WHITE = 255;

  /** A part of a decoded picture, on white where it is transparent. */
  static Planes of(BufferedImage image, Box part) {
    if (image.getColorModel() instanceof IndexColorModel palette) {
      return ofPalette(image.getRaster(), palette, part);
    }
    Raster raster = image.getRaster();
    boolean alpha = image.getColorModel().hasAlpha();
    int colours = raster.getNumBands() - (alpha ? 1 : 0);
    if (colours != 1 && colours != CHANNELS) {
      throw new IllegalArgumentException(colours + " channels");
    }
    int largest = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
    return of(
        raster,
        part,
        (samples, at, rgb) -> {
          for (int c = 0; c < CHANNELS; c++) {
            int sample = rounded(samples[at + (colours == 1 ? 0 : c)], WHITE, largest);
            int opacity = alpha ? rounded(samples[at + colours], WHITE, largest) : WHITE;
            rgb[c] = onWhite(sample, opacity);
          }
        });
  }

  /**
   * A part of a picture of four inks.
   *
   * @param raster cyan, magenta, yellow, black; or Y, Cb, Cr of the first three, and black
   * @param luma whether it has Y, Cb and Cr
   * @param inverted whether 255 means no ink, as Adobe's files have it
   */
  static Planes ofInks(Raster raster, Box part, boolean luma, boolean inverted) {
    return of(
        raster,
        part,
        (samples, at, rgb) -> {
          rgb[0] = samples[at];
          rgb[1] = samples[at + 1];
          rgb[2] = samples[at + 2];
          if (luma) {
            toInks(rgb);
          }
          int black = samples[at + 3];
          for (int c = 0; c < CHANNELS; c++) {
            int light = inverted ? rgb[c] : WHITE - rgb[c];
            rgb[c] = rounded(light, inverted ? black : WHITE - black, WHITE);
          }
        });
  }

  /** Y, Cb, Cr as JFIF defines them, to red, green and blue, which are 255 - ink. */
  private static void toInks(int[] samples) {
    double y = samples[0];
    double blue = samples[1] - 128.0;
    double red = samples[2] - 128.0;
    samples[0] = WHITE - clamped(y + 1.402 * red);
    samples[1] = WHITE - clamped(y - 0.344136 * blue - 0.714136 * red);
    samples[2] = WHITE - clamped(y + 1.772 * blue);
  }

  private static Planes ofPalette(Raster raster, IndexColorModel palette, Box part) {
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    return of(
        raster,
        part,
        (samples, at, rgb) -> {
          int argb = colours[samples[at]];
          for (int c = 0; c < CHANNELS; c++) {
            rgb[c] = onWhite(argb >>> (16 - 8 * c) & 0xff, argb >>> 24);
          }
        });
  }

  /** Turns the samples of a pixel, which begin at an index, into red, green and blue. */
  private interface Conversion {
    void convert(int[] samples, int at, int[] rgb);
  }

  private static Planes of(Raster raster, Box part, Conversion conversion) {
    int bands = raster.getNumBands();
    int plane = part.height() * part.width();
    byte[] values = new byte[CHANNELS * plane];
    int[] samples = new int[bands * part.width()];
    int[] rgb = new int[CHANNELS];
    for (int y = 0; y < part.height(); y++) {
      raster.getPixels(part.x(), part.y() + y, part.width(), 1, samples);
      for (int x = 0; x < part.width(); x++) {
        conversion.convert(samples, bands * x, rgb);
        for (int c = 0; c < CHANNELS; c++) {
          values[c * plane + y * part.width() + x] = (byte) rgb[c];
        }
      }
    }
    return new Planes(values, part.height(), part.width());
  }

  private static int onWhite(int sample, int opacity) {
    return rounded(sample, opacity, WHITE) + WHITE - opacity;
  }

  /** value x factor / divisor, rounded to the nearest whole number. */
  private static int rounded(int value, int factor, int divisor) {
    return (value * factor + divisor / 2) / divisor;
  }

  private static int clamped(double value) {
    return (int) Math.max(0, Math.min(WHITE, Math.rint(value)));
  }

  /**
   * The picture turned upright.
   *
   * @param orientation how it lies, as Exif counts: 1 upright, 2 mirrored, 3 upside down, 4
   *     mirrored and upside down, 5 to 8 with rows as columns
   */
  Planes upright(int orientation) {
    if (orientation == 1) {
      return this;
    }
    boolean swapped = orientation >= 5;
    boolean fromRight =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean fromBelow =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    int newHeight = swapped ? width : height;
    int newWidth = swapped ? height : width;
    byte[] turned = new byte[values.length];
    int at = 0;
    for (int c = 0; c < CHANNELS; c++) {
      for (int y = 0; y < newHeight; y++) {
        for (int x = 0; x < newWidth; x++) {
          int row = swapped ? x : y;
          int column = swapped ? y : x;
          int fromRow = fromBelow ? height - 1 - row : row;
          int fromColumn = fromRight ? width - 1 - column : column;
          turned[at++] = values[(c * height + fromRow) * width + fromColumn];
        }
      }
    }
    return new Planes(turned, newHeight, newWidth);
  }
}
