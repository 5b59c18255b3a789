package org.almkd.train;

import java.util.Locale;
import java.util.Map;
import org.almkd.config.ShardPlacement;
import org.almkd.data.Split;

/**
 * Whether shards fit on the heaps of the executors. While a shard is put together its parts are
 * there, too, so that twice its size is needed; Spark gives cached rows at most six tenths of the
 * heap that it does not reserve.
 *
 * @param bytes features, logits and labels of the rows of all shards
 * @param workers shards of each split
 * @param executors executors that share them, at least 1
 * @param heapBytes heap of each
 */
public record ShardMemory(long bytes, int workers, int executors, long heapBytes) {
  private static final long RESERVED = 300L << 20;
  private static final double FRACTION = 0.6;

  /** Bytes of a row's id, label, clean label and rank. */
  private static final long ROW = Long.BYTES + 3L * Integer.BYTES;

  private static final double GIB = 1L << 30;

  /**
   * Returns the bytes of rows in shards.
   *
   * @param rows rows of each split
   * @param features bytes of a row's features as they are stored
   * @param logits logits of a row, of all teachers
   * @param views views of training rows whose logits are kept besides
   */
  public static long bytes(Map<Split, Integer> rows, long features, long logits, int views) {
    long sum = 0;
    for (Map.Entry<Split, Integer> split : rows.entrySet()) {
      long shown = split.getKey() == Split.TRAIN ? 1L + views : 1;
      sum += split.getValue() * (ROW + features + shown * logits * Float.BYTES);
    }
    return sum;
  }

  /** Returns the bytes of the shards of the executor that has most of them. */
  public long perExecutor() {
    int most = (workers + executors - 1) / executors;
    return bytes / workers * most;
  }

  /** Returns the bytes that may be on the heap for rows. */
  public long room() {
    return (long) Math.max(0, FRACTION * (heapBytes - RESERVED));
  }

  /** Returns whether shards are kept in mapped files. */
  public boolean isMapped(ShardPlacement placement) {
    return switch (placement) {
      case AUTO -> 2 * perExecutor() > room();
      case HEAP -> false;
      case MAPPED -> true;
    };
  }

  /**
   * Returns the bytes of local disk that an executor needs for mapped shards: the files, and what
   * Spark's shuffle keeps to make them, which is compressed but may be as large.
   */
  public long disk() {
    return 2 * perExecutor();
  }

  /** Returns where shards are kept, and why. */
  public String describe(ShardPlacement placement) {
    String why =
        "%s of rows on an executor, twice that while they are packed, and %s of its heap for them"
            .formatted(gib(perExecutor()), gib(room()));
    String chosen = "cluster.shards = " + placement.name().toLowerCase(Locale.ROOT);
    return isMapped(placement)
        ? "shards are mapped from local files, which take up to %s an executor (%s: %s)"
            .formatted(gib(disk()), chosen, why)
        : "shards are kept on the heap (%s: %s)".formatted(chosen, why);
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.3f GiB", bytes / GIB);
  }
}
