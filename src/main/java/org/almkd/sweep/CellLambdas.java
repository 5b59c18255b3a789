package org.almkd.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.almkd.report.Bucket;
import org.almkd.report.LambdaSnapshot;

/**
 * What a summary keeps of the last lambdas of a cell: a few numbers for each bucket.
 *
 * @param groups by kind of rows: what depends on the final teacher's confidence
 * @param changes for each teacher but the final one: mean of lambda of the final teacher less that
 *     of this one, for each bin of the difference of their probabilities of the given label; NaN in
 *     a bin without rows
 */
record CellLambdas(Map<Rows, Group> groups, List<double[]> changes) {
  /** Bins of a difference of probabilities, from -1 to 1. */
  static final int CHANGE_BINS = 20;

  /** Bins of a probability, from 0 to 1. */
  static final int CONFIDENCE_BINS = 10;

  /** Which rows. */
  enum Rows {
    ALL("all"),
    CLEAN("clean"),
    FLIPPED("flipped");

    private final String key;

    Rows(String key) {
      this.key = key;
    }

    String key() {
      return key;
    }
  }

  /**
   * Rows of one kind.
   *
   * @param probabilities mean of the final teacher's probability of the given label in each bucket
   * @param lambdas mean of its lambda in each bucket
   * @param shares share of the rows in each bin of that probability
   * @param meanLambda mean of its lambda over the rows
   * @param slope of a straight line through lambda over probability, by least squares over the rows
   */
  record Group(
      double[] probabilities, double[] lambdas, double[] shares, double meanLambda, double slope) {}

  /**
   * Sums a table up.
   *
   * @param table lambdas of all rows
   * @param buckets how many buckets of equal count each kind of rows has; kinds that are not there
   *     are not looked at
   */
  static CellLambdas of(LambdaSnapshot table, Map<Rows, Integer> buckets) {
    int last = table.columnOf(table.teachers() - 1);
    float[] probabilities = table.probabilities(last);
    float[] lambdas = table.lambdas(last);
    Map<Rows, Group> groups = new EnumMap<>(Rows.class);
    buckets.forEach(
        (rows, count) ->
            groups.put(
                rows,
                group(chosen(table, rows, probabilities), chosen(table, rows, lambdas), count)));
    List<double[]> changes = new ArrayList<>();
    for (int k = 0; k < table.teachers() - 1; k++) {
      int column = table.columnOf(k);
      changes.add(
          change(probabilities, lambdas, table.probabilities(column), table.lambdas(column)));
    }
    return new CellLambdas(groups, changes);
  }

  private static Group group(float[] probabilities, float[] lambdas, int count) {
    List<Bucket> buckets = Bucket.equalCount(probabilities, lambdas, count, 1);
    double[] shares = new double[CONFIDENCE_BINS];
    for (float probability : probabilities) {
      shares[bin(probability, CONFIDENCE_BINS)] += 1.0 / probabilities.length;
    }
    return new Group(
        buckets.stream().mapToDouble(Bucket::meanX).toArray(),
        buckets.stream().mapToDouble(Bucket::meanY).toArray(),
        shares,
        Statistics.mean(lambdas),
        Statistics.slope(probabilities, lambdas));
  }

  private static double[] change(
      float[] finalProbabilities,
      float[] finalLambdas,
      float[] earlyProbabilities,
      float[] earlyLambdas) {
    double[] sums = new double[CHANGE_BINS];
    int[] counts = new int[CHANGE_BINS];
    for (int i = 0; i < finalLambdas.length; i++) {
      double difference = (double) finalProbabilities[i] - earlyProbabilities[i];
      int bin = bin((difference + 1) / 2, CHANGE_BINS);
      sums[bin] += (double) finalLambdas[i] - earlyLambdas[i];
      counts[bin]++;
    }
    for (int bin = 0; bin < CHANGE_BINS; bin++) {
      sums[bin] = counts[bin] == 0 ? Double.NaN : sums[bin] / counts[bin];
    }
    return sums;
  }

  /** Returns the bin of a number in [0, 1]; its upper end belongs to the last one. */
  private static int bin(double value, int bins) {
    return Math.max(0, Math.min(bins - 1, (int) Math.floor(value * bins)));
  }

  private static float[] chosen(LambdaSnapshot table, Rows rows, float[] values) {
    if (rows == Rows.ALL) {
      return values;
    }
    int wanted = rows == Rows.CLEAN ? 1 : 0;
    float[] chosen = new float[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (table.clean_N()[i] == wanted) {
        chosen[count++] = values[i];
      }
    }
    return Arrays.copyOf(chosen, count);
  }
}
