package org.almkd.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/**
 * Finds what people are shown of a few rows, reading only the blocks that hold them; no other row
 * leaves an executor.
 */
public final class SparkShownRows {
  private final JavaSparkContext spark;
  private final PreparedData data;

  /** Prepares to look into some data. */
  public SparkShownRows(JavaSparkContext spark, PreparedData data) {
    this.spark = spark;
    this.data = data;
  }

  /**
   * Returns some rows of a split, by id.
   *
   * @param split the split
   * @param ids some of its ids
   * @throws IllegalArgumentException if the split has no such row
   */
  public Map<Long, ShownRow> of(Split split, long[] ids) {
    SplitIndex index = data.reader().index(split);
    SortedMap<Integer, List<Long>> wanted = new TreeMap<>();
    int[] ends = ends(split);
    for (long id : ids) {
      int block = Arrays.binarySearch(ends, index.find(id) + 1);
      wanted.computeIfAbsent(block < 0 ? -block - 1 : block, b -> new ArrayList<>()).add(id);
    }
    List<Wanted> tasks = new ArrayList<>();
    wanted.forEach((block, rows) -> tasks.add(new Wanted(block, rows)));
    Map<Long, ShownRow> shown = new LinkedHashMap<>();
    spark
        .parallelize(tasks, Math.max(1, tasks.size()))
        .map(new Task(data.reader(), split))
        .collect()
        .forEach(shown::putAll);
    return shown;
  }

  /** Returns how many rows the split has up to the end of each block. */
  private int[] ends(Split split) {
    int[] ends = data.blocks(split).stream().mapToInt(entry -> (int) entry.rows()).toArray();
    Arrays.parallelPrefix(ends, Integer::sum);
    return ends;
  }

  private record Wanted(int block, List<Long> ids) implements Serializable {}

  /** Executor side: some rows of one block. */
  private static final class Task implements Function<Wanted, Map<Long, ShownRow>> {
    private static final long serialVersionUID = 1L;
    private final BlockReader reader;
    private final Split split;

    Task(BlockReader reader, Split split) {
      this.reader = reader;
      this.split = split;
    }

    @Override
    public Map<Long, ShownRow> call(Wanted wanted) {
      RowBlock block = reader.read(split, wanted.block());
      List<String> keys = reader.keys(split, wanted.block());
      Map<Long, ShownRow> found = new LinkedHashMap<>();
      for (long id : wanted.ids()) {
        int row = Arrays.binarySearch(block.ids(), id);
        found.put(id, new ShownRow(keys.get(row), picture(block.features(), row)));
      }
      return found;
    }

    private static byte[] picture(Features features, int row) {
      // A line of bytes is a list of numbers.
      return features instanceof Pixels pixels
              && pixels.input().format().input() instanceof InputShape.Image
          ? Thumbnail.of(pixels, row).toPng()
          : new byte[0];
    }
  }
}
