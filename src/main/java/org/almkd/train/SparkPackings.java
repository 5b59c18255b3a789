package org.almkd.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almkd.teacher.SoftLabels;

/**
 * The packed rows of a run, by the teachers whose logits they carry: students of the same teachers
 * share one packing, and those of none share whichever there is. All are released at the end.
 */
public final class SparkPackings implements AutoCloseable {
  private final SparkShards shards;
  private final int validationRows;
  private final Map<List<String>, SparkTrainingData> packed = new LinkedHashMap<>();

  /**
   * Prepares packings.
   *
   * @param shards packs
   * @param validationRows most validation rows that lambda passes use
   */
  public SparkPackings(SparkShards shards, int validationRows) {
    this.shards = shards;
    this.validationRows = validationRows;
  }

  /** Returns most validation rows that lambda passes use. */
  public int validationRows() {
    return validationRows;
  }

  /**
   * Returns the rows with the logits of some teachers, in their order. Where there is no teacher,
   * the rows may carry logits that nobody reads.
   */
  public SparkTrainingData of(List<SoftLabels> softLabels) {
    List<String> keys = keys(softLabels);
    if (keys.isEmpty() && !packed.isEmpty()) {
      return packed.values().iterator().next();
    }
    SparkTrainingData known = packed.get(keys);
    if (known == null) {
      known = shards.pack(softLabels, validationRows);
      packed.put(keys, known);
    }
    return known;
  }

  /**
   * Lets the executors forget the rows with the logits of some teachers, until they are asked for.
   */
  public void release(List<SoftLabels> softLabels) {
    SparkTrainingData known = packed.remove(keys(softLabels));
    if (known != null) {
      known.release();
    }
  }

  private static List<String> keys(List<SoftLabels> softLabels) {
    return softLabels.stream().map(s -> s.artefact().manifest().key()).toList();
  }

  /** Lets the executors forget all rows. */
  @Override
  public void close() {
    packed.values().forEach(SparkTrainingData::release);
    packed.clear();
  }
}
