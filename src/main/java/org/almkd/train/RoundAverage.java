package org.almkd.train;

import java.util.List;
import org.almkd.model.Replica;

/**
 * Averages replicas weighted by the rows each has seen: in double, in the order given, rounded once. A
 * replica that saw no row weighs 0; a single one that saw rows is returned as it is, so that one
 * worker equals plain SGD to the bit.
 */
final class RoundAverage {
  private RoundAverage() {}

  /**
   * A replica and the rows it has seen since the last average.
   *
   * @param replica its numbers
   * @param rows at least 0
   */
  record Weighted(Replica replica, long rows) {}

  static Replica of(List<Weighted> replicas) {
    List<Weighted> seen = replicas.stream().filter(w -> w.rows() > 0).toList();
    if (seen.isEmpty()) {
      throw new IllegalArgumentException("cannot average a round in which no worker saw a row");
    }
    if (seen.size() == 1) {
      return seen.get(0).replica();
    }
    return new Replica(
        average(seen, seen.stream().map(w -> w.replica().parameters()).toList()),
        average(seen, seen.stream().map(w -> w.replica().optimizerState()).toList()));
  }

  private static float[] average(List<Weighted> replicas, List<float[]> arrays) {
    double total = replicas.stream().mapToLong(Weighted::rows).sum();
    double[] sum = new double[arrays.get(0).length];
    for (int w = 0; w < arrays.size(); w++) {
      double rows = replicas.get(w).rows();
      float[] array = arrays.get(w);
      for (int p = 0; p < sum.length; p++) {
        sum[p] += rows * array[p];
      }
    }
    float[] average = new float[sum.length];
    for (int p = 0; p < sum.length; p++) {
      average[p] = (float) (sum[p] / total);
    }
    return average;
  }
}
