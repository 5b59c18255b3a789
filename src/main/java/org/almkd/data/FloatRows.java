package org.almkd.data;

import java.io.Serializable;

/**
 * Rows of equally many 32-bit numbers that are only read, in an array or in mapped files: whoever
 * copies rows out of them need not know where they are.
 */
public sealed interface FloatRows extends Serializable permits HeapFloats, MappedFloats {

  /**
   * Returns rows in an array, row-major, which is not copied; an array without numbers is empty.
   */
  static FloatRows of(float[] values, int rows) {
    return new HeapFloats(values, rows == 0 ? 0 : values.length / rows);
  }

  /** Returns N; 0 where rows have no numbers. */
  int rows();

  /** Returns numbers of a row; may be 0 where there is no row. */
  int width();

  /**
   * Copies neighbouring rows.
   *
   * @param first first row
   * @param count rows
   * @param to receives count x width numbers, row-major
   * @param at index of the first number written
   */
  void copy(int first, int count, float[] to, int at);

  /** Returns neighbouring rows as doubles, for kernels that work in double. */
  default double[] doubles(int first, int count) {
    float[] narrow = new float[count * width()];
    copy(first, count, narrow, 0);
    double[] wide = new double[narrow.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = narrow[i];
    }
    return wide;
  }

  /** Returns all numbers, row-major; may be the array that is kept. */
  default float[] floats() {
    float[] all = new float[Math.multiplyExact(rows(), width())];
    copy(0, rows(), all, 0);
    return all;
  }

  /** Returns some of the rows in an array, in the order given. */
  default FloatRows select(int[] rows) {
    float[] selected = new float[Math.multiplyExact(rows.length, width())];
    for (int i = 0; i < rows.length; i++) {
      copy(rows[i], 1, selected, i * width());
    }
    return new HeapFloats(selected, width());
  }
}
