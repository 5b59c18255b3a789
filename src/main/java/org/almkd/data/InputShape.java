package org.almkd.data;

import java.io.Serializable;
import java.util.List;

/** What one row is to a network: a list of numbers, or a picture. */
public sealed interface InputShape extends Serializable {

  /** Returns D, numbers of a row. */
  int size();

  /**
   * A list of numbers.
   *
   * @param size D, at least 1
   */
  record Flat(int size) implements InputShape {
    /** Checks the size. */
    public Flat {
      requirePositive(size, "features");
    }
  }

  /**
   * A picture, channel by channel, each row by row.
   *
   * @param channels 1 for grey, 3 for red, green and blue
   * @param height rows of pixels
   * @param width pixels of a row
   */
  record Image(int channels, int height, int width) implements InputShape {
    /** Checks the sizes. */
    public Image {
      requirePositive(channels, "channels");
      requirePositive(height, "rows of pixels");
      requirePositive(width, "pixels a row");
    }

    @Override
    public int size() {
      return channels * height * width;
    }

    /** Returns what the columns of a picture are called: pixel0, pixel1, ... */
    public List<String> pixelNames() {
      return SourceSchema.numbered("pixel", size());
    }

    /** Returns the shape as "3x32x32". */
    @Override
    public String toString() {
      return channels + "x" + height + "x" + width;
    }

    /** Reads {@link #toString}. */
    public static Image parse(String text) {
      String[] sizes = text.split("x", -1);
      if (sizes.length != 3) {
        throw new IllegalArgumentException(
            "found the shape '%s'; expected channels, height and width, as 3x32x32"
                .formatted(text));
      }
      return new Image(
          Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]));
    }
  }

  private static void requirePositive(int value, String what) {
    if (value < 1) {
      throw new IllegalArgumentException("found %d %s; expected at least 1".formatted(value, what));
    }
  }
}
