package org.almkd.bench;

import java.util.SplittableRandom;
import org.almkd.data.InputShape;
import org.almkd.data.SeededHash;
import org.almkd.data.Shard;

/** Random rows of given shapes; benchmarks need their sizes, not their meaning. */
public final class Samples {
  private static final double BYTE_MEAN = 127.5;
  private static final double BYTE_DEVIATION = 73.9;

  private Samples() {}

  /** Returns normal numbers, deviation 1. */
  public static float[] normal(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Returns labels, uniform. */
  public static int[] labels(int count, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextInt(classes);
    }
    return labels;
  }

  /**
   * Returns a shard of so many rows.
   *
   * @param index number of the shard; its rows have the dense indices index x rows and following
   * @param rows N
   * @param inputs D
   * @param classes C
   * @param teachers K
   */
  public static Shard shard(int index, int rows, int inputs, int classes, int teachers) {
    return shard(index, normal(rows * inputs, seed(index)), rows, classes, teachers);
  }

  /**
   * Returns a shard of so many images, whose pixels are bytes, scaled as networks take them.
   *
   * @param index number of the shard; its rows have the dense indices index x rows and following
   * @param rows N
   * @param image what a row is
   * @param classes C
   * @param teachers K
   */
  public static Shard images(
      int index, int rows, InputShape.Image image, int classes, int teachers) {
    return shard(index, pixels(rows * image.size(), seed(index)), rows, classes, teachers);
  }

  /** Bytes, uniform, scaled to mean 0 and deviation 1. */
  private static float[] pixels(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) ((random.nextInt(256) - BYTE_MEAN) / BYTE_DEVIATION);
    }
    return values;
  }

  private static long seed(int index) {
    return SeededHash.of(1, "shard", index);
  }

  private static Shard shard(int index, float[] features_ND, int rows, int classes, int teachers) {
    long seed = seed(index);
    long[] ids = new long[rows];
    int[] ranks = new int[rows];
    for (int i = 0; i < rows; i++) {
      ranks[i] = index * rows + i;
      ids[i] = ranks[i];
    }
    float[][] logits = new float[teachers][];
    for (int k = 0; k < teachers; k++) {
      logits[k] = normal(rows * classes, seed + 2 + k);
    }
    return new Shard(
        index, ids, ranks, features_ND, labels(rows, classes, seed + 1), new int[0], logits);
  }
}
