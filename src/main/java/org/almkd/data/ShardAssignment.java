package org.almkd.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Which shard a row belongs to: the rank of (hash(id, seed), id) among the rows of the split,
 * modulo the number of shards; sizes differ by at most one.
 *
 * @param ids all ids of the split, increasing; position = dense index
 * @param shardOf shard of each dense index
 * @param shards number of shards
 */
public record ShardAssignment(long[] ids, int[] shardOf, int shards) implements Serializable {

  /** Assigns the rows of a split. */
  public static ShardAssignment of(long[] sortedIds, int shards, long seed) {
    int[] shardOf = new int[sortedIds.length];
    if (shards > 1) {
      long[] hashes =
          Arrays.stream(sortedIds).map(id -> SeededHash.of(seed, "shard", id)).toArray();
      int[] order =
          IntStream.range(0, sortedIds.length)
              .boxed()
              // Positions increase with ids, so that they break ties as ids do.
              .sorted(Comparator.<Integer>comparingLong(i -> hashes[i]).thenComparing(i -> i))
              .mapToInt(i -> i)
              .toArray();
      for (int rank = 0; rank < order.length; rank++) {
        shardOf[order[rank]] = rank % shards;
      }
    }
    return new ShardAssignment(sortedIds, shardOf, shards);
  }

  /** Returns the ids with the smallest hashes, in increasing order; all where there are no more. */
  public static long[] lowestHashes(long[] ids, int most, long seed) {
    if (ids.length <= most) {
      return ids;
    }
    return Arrays.stream(ids)
        .boxed()
        .sorted(Comparator.comparingLong(id -> SeededHash.of(seed, "validation rows", id)))
        .limit(most)
        .mapToLong(id -> id)
        .sorted()
        .toArray();
  }

  /** Returns the dense index of an id; it must be one of the split's. */
  public int rank(long id) {
    int rank = Arrays.binarySearch(ids, id);
    if (rank < 0) {
      throw new IllegalArgumentException("id " + id + " is not a row of this split");
    }
    return rank;
  }

  /** Returns the dense indices of a shard's rows, increasing. */
  int[] ranks(int shard) {
    int[] ranks = new int[size(shard)];
    int count = 0;
    for (int rank = 0; rank < shardOf.length; rank++) {
      if (shardOf[rank] == shard) {
        ranks[count++] = rank;
      }
    }
    return ranks;
  }

  /** Returns the number of rows of a shard. */
  public int size(int shard) {
    return (ids.length - shard + shards - 1) / shards;
  }
}
