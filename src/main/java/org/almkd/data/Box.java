package org.almkd.data;

import java.io.Serializable;

/**
 * A rectangle of the pixels of a picture as they are stored, before the picture is turned upright.
 *
 * @param x pixels left of it
 * @param y rows of pixels above it
 * @param width pixels of a row
 * @param height rows of pixels
 */
record Box(int x, int y, int width, int height) implements Serializable {
  /** The whole picture, whatever its size. */
  static final Box WHOLE = new Box(0, 0, Integer.MAX_VALUE, Integer.MAX_VALUE);

  /** Checks the rectangle. */
  Box {
    if (x < 0 || y < 0 || width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "found the box %d, %d of %d x %d pixels; expected no number below 0 and at least a pixel"
              .formatted(x, y, width, height));
    }
  }

  /**
   * A box as MATLAB counts: the first pixel is 1, and the last belongs to the box.
   *
   * @param right at least left
   * @param bottom at least top
   */
  static Box ofFirstAndLast(int left, int top, int right, int bottom) {
    return new Box(left - 1, top - 1, right - left + 1, bottom - top + 1);
  }

  /** The part of a picture that lies in this box, or null where there is none. */
  Box within(int pictureWidth, int pictureHeight) {
    int right = (int) Math.min((long) x + width, pictureWidth);
    int bottom = (int) Math.min((long) y + height, pictureHeight);
    return right > x && bottom > y ? new Box(x, y, right - x, bottom - y) : null;
  }

  @Override
  public String toString() {
    return "%d, %d of %d x %d pixels".formatted(x, y, width, height);
  }
}
