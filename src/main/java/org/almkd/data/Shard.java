package org.almkd.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows of one worker (or of one evaluation task), packed into flat arrays and sorted by id. A
 * shard depends on ids, seed and the number of workers, never on partitions, cores or executors.
 * Its large parts, features and logits, are on the heap or in mapped files, with the same numbers.
 *
 * @param index number of the shard, from 0
 * @param ids N ids, increasing
 * @param ranks N dense indices: the rank of each id among all rows of its split
 * @param features standardised where the run standardises
 * @param labels N given labels; -1 where unknown
 * @param cleanLabels N clean labels, or none where they are unknown
 * @param logits_K logits of each teacher, C a row; without rows for a teacher that has none for
 *     this split
 * @param viewLogits_VK the same for each view of the rows that teachers were shown
 */
public record Shard(
    int index,
    long[] ids,
    int[] ranks,
    Features features,
    int[] labels,
    int[] cleanLabels,
    List<FloatRows> logits_K,
    List<List<FloatRows>> viewLogits_VK)
    implements Serializable {

  /** Copies the lists. */
  public Shard {
    logits_K = List.copyOf(logits_K);
    viewLogits_VK = viewLogits_VK.stream().map(List::copyOf).toList();
  }

  /** A shard on the heap; logits are row-major. */
  public Shard(
      int index,
      long[] ids,
      int[] ranks,
      Features features,
      int[] labels,
      int[] cleanLabels,
      float[][] teacherLogits_KNC,
      float[][][] viewLogits_VKNC) {
    this(
        index,
        ids,
        ranks,
        features,
        labels,
        cleanLabels,
        rows(teacherLogits_KNC, ids.length),
        Arrays.stream(viewLogits_VKNC).map(view -> rows(view, ids.length)).toList());
  }

  /**
   * A shard on the heap whose teachers were shown rows as they are evaluated, and no views of them.
   */
  public Shard(
      int index,
      long[] ids,
      int[] ranks,
      Features features,
      int[] labels,
      int[] cleanLabels,
      float[][] teacherLogits_KNC) {
    this(index, ids, ranks, features, labels, cleanLabels, teacherLogits_KNC, new float[0][][]);
  }

  private static List<FloatRows> rows(float[][] logits_KNC, int rows) {
    return Arrays.stream(logits_KNC).map(logits -> FloatRows.of(logits, rows)).toList();
  }

  /** Returns N. */
  public int rows() {
    return ids.length;
  }

  /** Returns D; 0 for a shard without rows. */
  public int width() {
    return features.width();
  }

  /** Returns K. */
  public int teachers() {
    return logits_K.size();
  }

  /**
   * Returns whether features and logits are in mapped files, and should not be brought together.
   */
  public boolean isMapped() {
    return features.isMapped();
  }

  /**
   * Returns the logits of all teachers, row-major; may be the arrays that are kept. Not for shards
   * in mapped files, which may be larger than the heap.
   */
  public float[][] teacherLogits_KNC() {
    return logits_K.stream().map(FloatRows::floats).toArray(float[][]::new);
  }

  /** Returns the rows whose ids are among some, given in increasing order, on the heap. */
  public Shard select(long[] sortedIds) {
    int[] rows =
        IntStream.range(0, rows())
            .filter(i -> Arrays.binarySearch(sortedIds, ids[i]) >= 0)
            .toArray();
    return new Shard(
        index,
        Arrays.stream(rows).mapToLong(i -> ids[i]).toArray(),
        RowArrays.gather(ranks, rows),
        features.select(rows),
        RowArrays.gather(labels, rows),
        cleanLabels.length == 0 ? cleanLabels : RowArrays.gather(cleanLabels, rows),
        select(logits_K, rows),
        viewLogits_VK.stream().map(view -> select(view, rows)).toList());
  }

  private static List<FloatRows> select(List<FloatRows> logits_K, int[] rows) {
    return logits_K.stream()
        .map(logits -> logits.width() == 0 ? logits : logits.select(rows))
        .toList();
  }

  /** Returns whether a row's given label is known to be wrong. */
  public boolean isFlipped(int row) {
    return cleanLabels.length > 0 && cleanLabels[row] != labels[row];
  }
}
