package org.almkd.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts a shard together from its parts like {@link ShardPacking#join}, with the same rows in the
 * same places, but with features and logits in mapped files: what is on the heap at a time is one
 * part, and 24 bytes a row of the shard. Not thread-safe.
 */
public final class MappedShardBuilder implements AutoCloseable {
  private final int index;
  private final SegmentFolders folders;
  private final int teachers;
  private final int[] ranks;
  private final long[] ids;
  private final int[] labels;
  private int[] cleanLabels = new int[0];
  private MappedRowsWriter features;

  /** Features of no rows, of the kind of the shard's. */
  private Features kind;

  private final List<MappedRowsWriter> logits_K = new ArrayList<>();
  private final List<List<MappedRowsWriter>> views_VK = new ArrayList<>();
  private final List<MappedRowsWriter> open = new ArrayList<>();
  private int filled;

  /**
   * Starts a shard.
   *
   * @param index number of the shard
   * @param assignment which shard each row belongs to
   * @param teachers K, for a shard that has no part
   * @param folders where the files go
   */
  public MappedShardBuilder(
      int index, ShardAssignment assignment, int teachers, SegmentFolders folders) {
    this.index = index;
    this.folders = folders;
    this.teachers = teachers;
    this.ranks = assignment.ranks(index);
    this.ids = new long[ranks.length];
    this.labels = new int[ranks.length];
  }

  /** Adds a part: rows of the shard that follow each other in it, from one block. */
  public void add(Shard part) {
    int first = Arrays.binarySearch(ranks, part.ranks()[0]);
    if (features == null) {
      open(part);
    }
    System.arraycopy(part.ids(), 0, ids, first, part.rows());
    System.arraycopy(part.labels(), 0, labels, first, part.rows());
    if (part.cleanLabels().length > 0) {
      System.arraycopy(part.cleanLabels(), 0, cleanLabels, first, part.rows());
    }
    if (part.features() instanceof Pixels pixels) {
      features.write(first, pixels.values());
    } else {
      features.write(first, part.features().floats());
    }
    write(part.logits_K(), logits_K, first);
    for (int v = 0; v < views_VK.size(); v++) {
      write(part.viewLogits_VK().get(v), views_VK.get(v), first);
    }
    filled += part.rows();
  }

  private void open(Shard part) {
    kind = part.features().room(0);
    features =
        kind instanceof Pixels pixels
            ? MappedRowsWriter.ofBytes(folders, ranks.length, pixels.size())
            : MappedRowsWriter.ofFloats(folders, ranks.length, part.width());
    open.add(features);
    open(part.logits_K(), logits_K);
    for (List<FloatRows> view : part.viewLogits_VK()) {
      List<MappedRowsWriter> writers = new ArrayList<>();
      open(view, writers);
      views_VK.add(writers);
    }
    cleanLabels = new int[part.cleanLabels().length == 0 ? 0 : ranks.length];
  }

  /** A teacher without logits for the split has no file. */
  private void open(List<FloatRows> logits, List<MappedRowsWriter> writers) {
    for (FloatRows ofTeacher : logits) {
      if (ofTeacher.width() == 0) {
        writers.add(null);
      } else {
        writers.add(MappedRowsWriter.ofFloats(folders, ranks.length, ofTeacher.width()));
        open.add(writers.get(writers.size() - 1));
      }
    }
  }

  private static void write(List<FloatRows> logits, List<MappedRowsWriter> writers, int first) {
    for (int k = 0; k < writers.size(); k++) {
      if (writers.get(k) != null) {
        writers.get(k).write(first, logits.get(k).floats());
      }
    }
  }

  /**
   * Returns the shard.
   *
   * @throws IllegalStateException if parts are missing
   */
  public Shard build() {
    if (filled != ranks.length) {
      throw new IllegalStateException(
          "shard %d has %d rows, of which %d were given".formatted(index, ranks.length, filled));
    }
    if (features == null) {
      return ShardPacking.join(index, List.of(), teachers);
    }
    Features mapped =
        kind instanceof Pixels pixels
            ? new MappedPixels(features.map(), pixels.input())
            : new MappedNumbers(features.floats());
    return new Shard(
        index,
        ids,
        ranks,
        mapped,
        labels,
        cleanLabels,
        map(logits_K),
        views_VK.stream().map(MappedShardBuilder::map).toList());
  }

  private static List<FloatRows> map(List<MappedRowsWriter> writers) {
    List<FloatRows> mapped = new ArrayList<>();
    for (MappedRowsWriter writer : writers) {
      mapped.add(writer == null ? FloatRows.of(new float[0], 0) : writer.floats());
    }
    return mapped;
  }

  /** Takes the names of the files away; a shard that was built stays as it is. */
  @Override
  public void close() {
    open.forEach(MappedRowsWriter::close);
  }
}
