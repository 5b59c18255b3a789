package org.almkd.data;

/**
 * Makes a picture as small or large as it must be for its shorter side to be that of a square, and
 * cuts the square from its centre. Sizes and places are those of torchvision's Resize and
 * CenterCrop: the longer side is cut off to whole pixels, half a pixel of the place is rounded to
 * the even one.
 */
final class SquareCrop {
  private final int side;
  private final TriangleFilter columns;
  private final TriangleFilter rows;

  private SquareCrop(int side, TriangleFilter columns, TriangleFilter rows) {
    this.side = side;
    this.columns = columns;
    this.rows = rows;
  }

  /** The square of a picture. */
  static byte[] of(Planes picture, int side) {
    int shorter = Math.min(picture.height(), picture.width());
    SquareCrop crop =
        new SquareCrop(
            side, axis(picture.width(), shorter, side), axis(picture.height(), shorter, side));
    byte[] square = new byte[Planes.CHANNELS * side * side];
    for (int c = 0; c < Planes.CHANNELS; c++) {
      crop.write(picture, c, square);
    }
    return square;
  }

  private static TriangleFilter axis(int from, int shorter, int side) {
    int to = Math.toIntExact((long) side * from / shorter);
    return TriangleFilter.of(from, to, (int) Math.rint((to - side) / 2.0), side);
  }

  /** Across first, rounded to bytes, then down; only rows that count are computed. */
  private void write(Planes picture, int channel, byte[] square) {
    int begin = rows.begin();
    int height = rows.end() - begin;
    byte[] narrow = new byte[height * side];
    for (int y = 0; y < height; y++) {
      int row = (channel * picture.height() + begin + y) * picture.width();
      for (int x = 0; x < side; x++) {
        narrow[y * side + x] = columns.apply(x, picture.values(), row, 1);
      }
    }
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        square[(channel * side + y) * side + x] = rows.apply(y, narrow, x - begin * side, side);
      }
    }
  }
}
