package org.almkd.mixing;

import java.util.List;
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
      float[][] logits_KNC = shard.teacherLogits_KNC();
      long[] counts = new long[logits_KNC.length + 1];
      counts[logits_KNC.length] = shard.rows();
      for (int k = 0; k < logits_KNC.length && shard.rows() > 0; k++) {
        counts[k] = hits(logits_KNC[k], shard.labels());
      }
      return counts;
    }

    private static long hits(float[] logits_NC, int[] labels) {
      int classes = logits_NC.length / labels.length;
      long hits = 0;
      for (int i = 0; i < labels.length; i++) {
        int most = 0;
        for (int c = 1; c < classes; c++) {
          most = logits_NC[i * classes + c] > logits_NC[i * classes + most] ? c : most;
        }
        hits += most == labels[i] ? 1 : 0;
      }
      return hits;
    }
  }
}
