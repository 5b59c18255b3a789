package org.almkd.mixing;

import java.util.List;
import org.almkd.data.FloatRows;
import org.almkd.data.Shard;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;

/**
 * How often each teacher's most probable class is the given label of a training row (the lowest
 * class wins ties). Far above what it is on held-out rows, the teacher knows the labels by heart.
 */
public final class SparkLabelAccuracy {
  private SparkLabelAccuracy() {}

  /** Returns the share of rows, in [0, 1], for each of the shards' K teachers; NaN without rows. */
  public static double[] of(JavaRDD<Shard> shards) {
    List<long[]> counts = shards.map(new Count()).collect();
    double[] accuracy_K = new double[counts.get(0).length - 1];
    long rows = counts.stream().mapToLong(c -> c[c.length - 1]).sum();
    for (int k = 0; k < accuracy_K.length; k++) {
      int teacher = k;
      accuracy_K[k] = (double) counts.stream().mapToLong(c -> c[teacher]).sum() / rows;
    }
    return accuracy_K;
  }

  /** Executor side: hits of each teacher, then the number of rows. */
  private static final class Count implements Function<Shard, long[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public long[] call(Shard shard) {
      long[] counts = new long[shard.teachers() + 1];
      counts[shard.teachers()] = shard.rows();
      for (int k = 0; k < shard.teachers(); k++) {
        counts[k] = hits(shard.logits_K().get(k), shard.labels());
      }
      return counts;
    }

    private static long hits(FloatRows logits, int[] labels) {
      float[] logits_C = new float[logits.width()];
      long hits = 0;
      for (int i = 0; i < labels.length; i++) {
        int most = 0;
        if (logits_C.length > 0) {
          logits.copy(i, 1, logits_C, 0);
        }
        for (int c = 1; c < logits_C.length; c++) {
          most = logits_C[c] > logits_C[most] ? c : most;
        }
        hits += most == labels[i] ? 1 : 0;
      }
      return hits;
    }
  }
}
