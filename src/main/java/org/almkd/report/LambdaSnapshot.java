package org.almkd.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.almkd.mixing.LabelShare;
import org.almkd.storage.ParquetTable;

/**
 * One table of lambdas in memory: N instances in the order of shards and ids, R columns, of which
 * the last K are the teachers'. Arrays are not copied: treat them as read-only.
 *
 * @param epoch epoch before which it was written
 * @param columns R: K, or K + 1 where a label weight is learned, too (column 0)
 * @param teachers K
 * @param ids N ids
 * @param lambda_NR lambdas, row-major
 * @param probability_NR softmax of each column's teacher, at temperature 1, of the given label; NaN
 *     for the label weight
 * @param teacherClass_NR class that each column's teacher finds most probable; -1 for the label
 *     weight
 * @param doubt_N probability q that the given label is wrong; empty where it is not estimated
 * @param clean_N 1 where the given label is right, 0 where it is flipped; empty where unknown
 */
public record LambdaSnapshot(
    int epoch,
    int columns,
    int teachers,
    long[] ids,
    float[] lambda_NR,
    float[] probability_NR,
    int[] teacherClass_NR,
    float[] doubt_N,
    int[] clean_N) {

  /** Returns N. */
  public int rows() {
    return ids.length;
  }

  /** Returns whether it is known which labels are flipped. */
  public boolean cleanLabelsKnown() {
    return clean_N.length > 0;
  }

  /** Returns the lambdas of a column. */
  public float[] lambdas(int column) {
    return column(lambda_NR, column);
  }

  /** Returns the probabilities that a column's teacher gives to the labels. */
  public float[] probabilities(int column) {
    return column(probability_NR, column);
  }

  /** Returns how much of its weights each row gives to its label ({@link LabelShare}). */
  public double[] labelShares() {
    LabelShare share =
        doubt_N.length > 0
            ? LabelShare.ofDoubt(teachers)
            : new LabelShare(columns, columns > teachers);
    double[] lambda_R = new double[columns];
    double[] shares = new double[rows()];
    for (int i = 0; i < shares.length; i++) {
      for (int r = 0; r < columns; r++) {
        lambda_R[r] = lambda_NR[i * columns + r];
      }
      shares[i] = share.of(lambda_R);
    }
    return shares;
  }

  /** Returns the column of a teacher. */
  public int columnOf(int teacher) {
    return columns - teachers + teacher;
  }

  private float[] column(float[] values_NR, int column) {
    float[] values = new float[rows()];
    for (int i = 0; i < values.length; i++) {
      values[i] = values_NR[i * columns + column];
    }
    return values;
  }

  /** Puts the files of one update together. */
  static final class Builder {
    private final int epoch;
    private final List<ParquetTable> parts = new ArrayList<>();

    Builder(int epoch) {
      this.epoch = epoch;
    }

    /** Adds a file. */
    void add(ParquetTable part) {
      if (part.rows() > 0) {
        parts.add(part);
      }
    }

    LambdaSnapshot build() {
      int columns = parts.isEmpty() ? 1 : columns(parts.get(0));
      boolean hasLabelWeight = !parts.isEmpty() && parts.get(0).ints("teacher")[0] < 0;
      int total = Math.toIntExact(parts.stream().mapToLong(ParquetTable::rows).sum());
      long[] ids = new long[total / columns];
      float[] lambdas = new float[total];
      float[] probabilities = new float[total];
      int[] classes = new int[total];
      boolean cleanKnown =
          !parts.isEmpty() && parts.stream().allMatch(p -> p.names().contains("clean"));
      int[] clean = new int[cleanKnown ? ids.length : 0];
      boolean doubted = !parts.isEmpty() && parts.get(0).names().contains("doubt");
      float[] doubts = new float[doubted ? ids.length : 0];
      int from = 0;
      for (ParquetTable part : parts) {
        System.arraycopy(part.floats("lambda"), 0, lambdas, from, part.rows());
        System.arraycopy(part.floats("teacherProbability"), 0, probabilities, from, part.rows());
        System.arraycopy(part.ints("teacherClass"), 0, classes, from, part.rows());
        for (int i = 0; i < part.rows(); i += columns) {
          ids[(from + i) / columns] = part.longs("id")[i];
          if (doubted) {
            doubts[(from + i) / columns] = part.floats("doubt")[i];
          }
          if (cleanKnown) {
            clean[(from + i) / columns] = part.ints("clean")[i];
          }
        }
        from += part.rows();
      }
      return new LambdaSnapshot(
          epoch,
          columns,
          hasLabelWeight ? columns - 1 : columns,
          ids,
          lambdas,
          probabilities,
          classes,
          doubts,
          clean);
    }

    /** The rows of one instance stand together. */
    private static int columns(ParquetTable part) {
      long first = part.longs("id")[0];
      return (int) Arrays.stream(part.longs("id")).takeWhile(id -> id == first).count();
    }
  }
}
