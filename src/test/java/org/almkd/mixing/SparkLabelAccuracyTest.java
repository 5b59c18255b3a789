package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.almkd.data.Features;
import org.almkd.data.LocalSpark;
import org.almkd.data.Shard;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class SparkLabelAccuracyTest {
  @Test
  void sharesAreOverAllShardsAndTheLowestClassWinsTies() {
    // Two classes. Teacher 0: hit, tie at label 1 (missed), hit. Teacher 1: miss, tie at 1, miss.
    Shard two = shard(0, new int[] {0, 1}, new float[] {2, 1, 3, 3}, new float[] {1, 2, 0, 0});
    Shard one = shard(1, new int[] {1}, new float[] {0, 1}, new float[] {1, 0});
    Shard none = shard(2, new int[0], new float[0], new float[0]);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    assertThat(SparkLabelAccuracy.of(spark.parallelize(List.of(two, one, none), 3)))
        .containsExactly(2 / 3.0, 0);
  }

  private static Shard shard(int index, int[] labels, float[]... logits_KNC) {
    int rows = labels.length;
    return new Shard(
        index,
        new long[rows],
        new int[rows],
        Features.of(new float[rows], rows),
        labels,
        new int[0],
        logits_KNC);
  }
}
