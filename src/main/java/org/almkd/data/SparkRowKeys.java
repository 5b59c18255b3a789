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

/** Finds the original texts of the ids of a few rows, reading only the blocks that hold them. */
public final class SparkRowKeys {
  private final JavaSparkContext spark;
  private final PreparedData data;

  /** Prepares to look into some data. */
  public SparkRowKeys(JavaSparkContext spark, PreparedData data) {
    this.spark = spark;
    this.data = data;
  }

  /**
   * Returns the keys of some rows of a split, by id; for ids that are numbers, their digits.
   *
   * @param split the split
   * @param ids some of its ids
   * @throws IllegalArgumentException if the split has no such row
   */
  public Map<Long, String> of(Split split, long[] ids) {
    SplitIndex index = data.reader().index(split);
    SortedMap<Integer, List<Long>> wanted = new TreeMap<>();
    int[] ends = ends(split);
    for (long id : ids) {
      int block = Arrays.binarySearch(ends, index.find(id) + 1);
      wanted.computeIfAbsent(block < 0 ? -block - 1 : block, b -> new ArrayList<>()).add(id);
    }
    List<Wanted> tasks = new ArrayList<>();
    wanted.forEach((block, rows) -> tasks.add(new Wanted(block, rows)));
    Map<Long, String> keys = new LinkedHashMap<>();
    spark
        .parallelize(tasks, Math.max(1, tasks.size()))
        .map(new Task(data.reader(), split))
        .collect()
        .forEach(keys::putAll);
    return keys;
  }

  /** Returns how many rows the split has up to the end of each block. */
  private int[] ends(Split split) {
    int[] ends = data.blocks(split).stream().mapToInt(entry -> (int) entry.rows()).toArray();
    Arrays.parallelPrefix(ends, Integer::sum);
    return ends;
  }

  private record Wanted(int block, List<Long> ids) implements Serializable {}

  /** Executor side: the keys of some rows of one block. */
  private static final class Task implements Function<Wanted, Map<Long, String>> {
    private final BlockReader reader;
    private final Split split;

    Task(BlockReader reader, Split split) {
      this.reader = reader;
      this.split = split;
    }

    @Override
    public Map<Long, String> call(Wanted wanted) {
      long[] ids = reader.read(split, wanted.block()).ids();
      List<String> keys = reader.keys(split, wanted.block());
      Map<Long, String> found = new LinkedHashMap<>();
      for (long id : wanted.ids()) {
        found.put(id, keys.get(Arrays.binarySearch(ids, id)));
      }
      return found;
    }
  }
}
