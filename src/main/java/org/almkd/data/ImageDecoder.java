package org.almkd.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.almkd.config.ImageConfig;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;

/**
 * Turns JPEG and PNG files into squares of pixels that all have the same size: cut to the box,
 * turned upright, resized so that the shorter side is that of the square ({@link TriangleFilter}),
 * and cut at the centre. Grey pictures get three equal channels, transparent ones a white ground;
 * samples of 16 bits are rounded to 8, inks become red, green and blue by (1 - ink) (1 - black).
 *
 * <p>A pure function, for any number of threads. JPEG files are decompressed by the JDK's libjpeg.
 *
 * @param side pixels of a side of the square; 0 keeps the size that the picture or its box has
 * @param cropBottom rows of pixels at the lower edge of a picture that do not belong to it
 * @param limits what is refused
 */
record ImageDecoder(int side, int cropBottom, ImageLimits limits) implements Serializable {
  private static final int LARGEST_SIDE = ImageConfig.MOST_SIDE;

  /** Pixels of the longer side that a picture would have if all of it were resized. */
  private static final long LONGEST_SIDE = 1 << 24;

  /** Checks the sizes. */
  ImageDecoder {
    if (side < 0 || side > LARGEST_SIDE || cropBottom < 0) {
      throw new IllegalArgumentException(
          "found a side of %d pixels and %d rows to cut off; expected 0 to %d, and at least 0"
              .formatted(side, cropBottom, LARGEST_SIDE));
    }
  }

  /** Reads and decodes a file. */
  DecodedImage read(Storage storage, String path, Box box) {
    try (InputStream in = storage.open(path)) {
      byte[] file = in.readNBytes(limits.bytes() + 1);
      return decode(path, file, box);
    } catch (IOException e) {
      throw new StorageException(
          "Cannot read " + path + ": " + e.getMessage() + "; start again once it can be read", e);
    }
  }

  /**
   * Decodes a file.
   *
   * @param path names it in messages
   * @param file its bytes
   * @param box the part to keep
   */
  DecodedImage decode(String path, byte[] file, Box box) {
    limits.requireBytes(path, file.length);
    try (EncodedImage image = EncodedImage.open(file)) {
      if (image == null) {
        throw refusal(
            path,
            "found %s; expected a JPEG or PNG file; copy it again or remove it"
                .formatted(beginning(file)));
      }
      limits.requirePixels(path, image.width(), image.height());
      return square(path, image.decode(part(path, image, box)));
    } catch (InvalidDataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The JDK's readers answer damage with exceptions of many kinds.
      throw damaged(path, file, e);
    }
  }

  private Box part(String path, EncodedImage image, Box box) throws IOException {
    Box part = box.within(image.width(), image.height() - cropBottom);
    if (part == null) {
      throw refusal(
          path,
          "found %d x %d pixels, of which the lowest %d rows are cut off; expected some in the box %s; correct the list or remove the image"
              .formatted(image.width(), image.height(), cropBottom, box));
    }
    return part;
  }

  private DecodedImage square(String path, Planes planes) {
    if (side == 0) {
      InputShape.Image shape =
          new InputShape.Image(Planes.CHANNELS, planes.height(), planes.width());
      return new DecodedImage(shape, planes.values());
    }
    int longer = Math.max(planes.height(), planes.width());
    int shorter = Math.min(planes.height(), planes.width());
    if ((long) side * longer / shorter > LONGEST_SIDE) {
      throw refusal(
          path,
          "found a picture of %d x %d pixels, too long to be resized to a shorter side of %d; expected a picture of usual sides; remove it"
              .formatted(planes.width(), planes.height(), side));
    }
    return new DecodedImage(
        new InputShape.Image(Planes.CHANNELS, side, side), SquareCrop.of(planes, side));
  }

  private static String beginning(byte[] file) {
    if (file.length == 0) {
      return "an empty file";
    }
    String text = new String(file, 0, Math.min(file.length, 8), ISO_8859_1);
    return "a file that begins with '" + text.replaceAll("[^ -~]", "?") + "'";
  }

  private static InvalidDataException damaged(String path, byte[] file, Exception cause) {
    for (Throwable lower = cause; lower != null; lower = lower.getCause()) {
      // The PNG reader wraps an exhausted memory, which is no fault of the file.
      if (lower instanceof Error error) {
        throw error;
      }
    }
    InvalidDataException refusal =
        refusal(
            path,
            "found damage in its %d bytes (%s); expected a whole JPEG or PNG file; copy it again or remove it"
                .formatted(file.length, reason(cause)));
    refusal.initCause(cause);
    return refusal;
  }

  /** The lowest cause says what was wrong. */
  private static String reason(Throwable cause) {
    Throwable lowest = cause;
    while (lowest.getCause() != null) {
      lowest = lowest.getCause();
    }
    return lowest.getMessage() == null ? lowest.getClass().getSimpleName() : lowest.getMessage();
  }

  private static InvalidDataException refusal(String path, String problem) {
    return new InvalidDataException("Cannot decode " + path, problem);
  }
}
