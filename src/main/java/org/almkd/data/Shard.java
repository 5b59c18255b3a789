package org.almkd.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The rows of one worker (or of one evaluation task), packed into flat arrays and sorted by id. A
 * shard depends on ids, seed and the number of workers, never on partitions, cores or executors.
 *
 * @param index number of the shard, from 0
 * @param ids N ids, increasing
 * @param ranks N dense indices: the rank of each id among all rows of its split
 * @param features standardised where the run standardises
 * @param labels N given labels; -1 where unknown
 * @param cleanLabels N clean labels, or none where they are unknown
 * @param teacherLogits_KNC logits of each teacher, row-major; an array of a teacher that has none
 *     for this split is empty
 */
public record Shard(
    int index,
    long[] ids,
    int[] ranks,
    Features features,
    int[] labels,
    int[] cleanLabels,
    float[][] teacherLogits_KNC)
    implements Serializable {

  /** Returns N. */
  public int rows() {
    return ids.length;
  }

  /** Returns D; 0 for a shard without rows. */
  public int width() {
    return features.width();
  }

  /** Returns the rows whose ids are among some, given in increasing order. */
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
        Arrays.stream(teacherLogits_KNC)
            .map(logits -> RowArrays.gather(logits, rows, rows()))
            .toArray(float[][]::new));
  }

  /** Returns whether a row's given label is known to be wrong. */
  public boolean isFlipped(int row) {
    return cleanLabels.length > 0 && cleanLabels[row] != labels[row];
  }
}
