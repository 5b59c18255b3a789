package org.almkd.mixing;

import java.io.Serializable;
import java.util.Arrays;
import org.almkd.data.StableHash;

/**
 * The lambdas of all training rows: R columns of N numbers by dense index (the rank of the id among
 * training rows). It is immutable by agreement: an update makes a new table.
 *
 * @param columns_RN the numbers
 */
public record LambdaTable(float[][] columns_RN) implements Serializable {
  /** A table for rules that learn nothing. */
  public static final LambdaTable EMPTY = new LambdaTable(new float[0][]);

  /** Returns a table whose column r is filled with {@code values[r]}. */
  public static LambdaTable constant(int rows, double... values) {
    float[][] columns = new float[values.length][rows];
    for (int r = 0; r < values.length; r++) {
      Arrays.fill(columns[r], (float) values[r]);
    }
    return new LambdaTable(columns);
  }

  /** Returns a table of numbers uniform in [0, 1), each a function of (seed, id, column) alone. */
  public static LambdaTable uniform(long[] sortedIds, int columns, long seed) {
    float[][] values = new float[columns][sortedIds.length];
    for (int r = 0; r < columns; r++) {
      for (int i = 0; i < sortedIds.length; i++) {
        values[r][i] = StableHash.random(seed, "lambda", sortedIds[i], r).nextFloat();
      }
    }
    return new LambdaTable(values);
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
