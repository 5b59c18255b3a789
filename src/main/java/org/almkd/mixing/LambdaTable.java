package org.almkd.mixing;

import java.io.Serializable;
import java.util.Arrays;
import org.almkd.data.SeededHash;

/**
 * The lambdas of all training rows: R columns of N numbers by dense index (the rank of the id among
 * training rows). It is immutable by agreement: an update makes a new table.
 *
 * @param columns_RN the numbers
 */
public record LambdaTable(float[][] columns_RN) implements Serializable {
  /** A table for rules that learn nothing. */
  public static final LambdaTable EMPTY = new LambdaTable(new float[0][]);

  /** Returns a table of equal numbers. */
  public static LambdaTable constant(int rows, int columns, double value) {
    float[][] values = new float[columns][rows];
    for (float[] column : values) {
      Arrays.fill(column, (float) value);
    }
    return new LambdaTable(values);
  }

  /** Returns a table of numbers uniform in [0, 1), each a function of (seed, id, column) alone. */
  public static LambdaTable uniform(long[] sortedIds, int columns, long seed) {
    float[][] values = new float[columns][sortedIds.length];
    for (int r = 0; r < columns; r++) {
      for (int i = 0; i < sortedIds.length; i++) {
        long hash = SeededHash.of(SeededHash.of(seed, "lambda", r), "id", sortedIds[i]);
        // The upper 24 bits fill a float's mantissa exactly.
        values[r][i] = (hash >>> 40) * 0x1p-24f;
      }
    }
    return new LambdaTable(values);
  }

  /** Returns a table with a first column more: 1 - max lambda of each row, the label's weight. */
  public LambdaTable withLabelWeight() {
    float[][] columns = new float[columns_RN.length + 1][];
    System.arraycopy(columns_RN, 0, columns, 1, columns_RN.length);
    columns[0] = new float[columns_RN[0].length];
    for (int i = 0; i < columns[0].length; i++) {
      float largest = 0;
      for (float[] column : columns_RN) {
        largest = Math.max(largest, column[i]);
      }
      columns[0][i] = 1 - largest;
    }
    return new LambdaTable(columns);
  }

  /** Returns R. */
  public int columns() {
    return columns_RN.length;
  }

  /** Writes the lambdas of a row into {@code lambda_R} from {@code to} on. */
  public void copyRow(int rank, double[] lambda_R, int to) {
    for (int r = 0; r < columns_RN.length; r++) {
      lambda_R[to + r] = columns_RN[r][rank];
    }
  }

  /** Returns a table in which the rows of some dense indices have new lambdas. */
  LambdaTable with(Iterable<Update> updates) {
    float[][] columns = new float[columns_RN.length][];
    for (int r = 0; r < columns.length; r++) {
      columns[r] = columns_RN[r].clone();
    }
    for (Update update : updates) {
      for (int i = 0; i < update.ranks().length; i++) {
        for (int r = 0; r < columns.length; r++) {
          columns[r][update.ranks()[i]] = update.lambda_NR()[i * columns.length + r];
        }
      }
    }
    return new LambdaTable(columns);
  }

  /**
   * New lambdas of one shard.
   *
   * @param ranks dense indices
   * @param lambda_NR their lambdas, row-major
   */
  record Update(int[] ranks, float[] lambda_NR) implements Serializable {}
}
