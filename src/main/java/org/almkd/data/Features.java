package org.almkd.data;

import java.io.Serializable;
import java.util.List;

/**
 * What networks are given of some rows, as it is stored: numbers, or pixels of one byte each, a
 * quarter of the memory. Arrays are not copied: treat them as read-only once rows are gathered.
 */
public sealed interface Features extends Serializable
    permits Numbers, Pixels, MappedNumbers, MappedPixels {

  /** Returns rows of numbers, as many a row; {@code values_ND} is row-major. */
  static Features of(float[] values_ND, int rows) {
    return new Numbers(values_ND, rows == 0 ? 0 : values_ND.length / rows);
  }

  /** Returns the rows of some features of one kind, in the order given; none without parts. */
  static Features join(List<Features> parts) {
    Features kind =
        parts.stream().filter(part -> part.rows() > 0).findFirst().orElse(of(new float[0], 0));
    Features all = kind.room(parts.stream().mapToInt(Features::rows).sum());
    int row = 0;
    for (Features part : parts) {
      for (int i = 0; i < part.rows(); i++) {
        all.set(row++, part, i);
      }
    }
    return all;
  }

  /** Returns N. */
  int rows();

  /** Returns D, numbers that a network is given of a row; may be 0 where there is no row. */
  int width();

  /**
   * Writes what a network is given of neighbouring rows.
   *
   * @param first first row
   * @param count rows
   * @param to receives count x D numbers, row-major
   * @param at index of the first number written
   */
  void write(int first, int count, float[] to, int at);

  /**
   * Writes what a network is given of a row in training, as a view of it ({@link Augmentation});
   * the row itself where views are alike.
   *
   * @param row the row
   * @param id its id
   * @param view number of the view; 0: the row as it is evaluated
   * @param to receives D numbers
   * @param at index of the first number written
   */
  default void writeView(int row, long id, int view, float[] to, int at) {
    write(row, 1, to, at);
  }

  /** Returns a view of rows from {@code first} to the one before {@code last}, as numbers. */
  default Features view(long[] ids, int first, int last, int view) {
    float[] shown = new float[(last - first) * width()];
    for (int row = first; row < last; row++) {
      writeView(row, ids[row], view, shown, (row - first) * width());
    }
    return new Numbers(shown, width());
  }

  /** Returns what rows look like in training. */
  default Augmentation augmentation() {
    return Augmentation.NONE;
  }

  /** Returns whether rows lie in mapped files, and not on the heap. */
  default boolean isMapped() {
    return false;
  }

  /** Returns features of the same kind on the heap for so many rows, which {@link #set} fills. */
  Features room(int rows);

  /** Overwrites a row by row i of features of the same kind. */
  void set(int row, Features from, int i);

  /** Returns what a network is given of all rows, row-major; may be the array that is kept. */
  default float[] floats() {
    float[] all = new float[rows() * width()];
    write(0, rows(), all, 0);
    return all;
  }

  /** Returns some of the rows, in the order given. */
  default Features select(int[] rows) {
    Features selected = room(rows.length);
    for (int i = 0; i < rows.length; i++) {
      selected.set(i, this, rows[i]);
    }
    return selected;
  }
}
