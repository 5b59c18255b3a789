package org.almkd.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Deals the rows of stored blocks out to shards, and puts shards together from their parts. */
public final class ShardPacking {
  private ShardPacking() {}

  /**
   * Returns the part of a block that belongs to each shard; shards without a row of it have none.
   *
   * @param block rows, sorted by id
   * @param teacherLogits_KNC logits of each teacher for the block's rows; empty where it has none
   * @param assignment which shard each row belongs to
   * @param standardization applied to the features, where the run standardises
   */
  public static List<Shard> deal(
      RowBlock block,
      float[][] teacherLogits_KNC,
      ShardAssignment assignment,
      Optional<Standardization> standardization) {
    int[] ranks = Arrays.stream(block.ids()).mapToInt(assignment::rank).toArray();
    List<Shard> parts = new ArrayList<>();
    for (int shard = 0; shard < assignment.shards(); shard++) {
      int[] rows = rowsOf(shard, ranks, assignment);
      if (rows.length > 0) {
        parts.add(part(shard, block, rows, ranks, teacherLogits_KNC, standardization));
      }
    }
    return parts;
  }

  private static int[] rowsOf(int shard, int[] ranks, ShardAssignment assignment) {
    int[] rows = new int[ranks.length];
    int count = 0;
    for (int i = 0; i < ranks.length; i++) {
      if (assignment.shardOf()[ranks[i]] == shard) {
        rows[count++] = i;
      }
    }
    return Arrays.copyOf(rows, count);
  }

  private static Shard part(
      int shard,
      RowBlock block,
      int[] rows,
      int[] ranks,
      float[][] teacherLogits_KNC,
      Optional<Standardization> standardization) {
    Features selected = block.features().select(rows);
    Features features = standardization.map(s -> s.of(selected)).orElse(selected);
    return new Shard(
        shard,
        Arrays.stream(rows).mapToLong(i -> block.ids()[i]).toArray(),
        RowArrays.gather(ranks, rows),
        features,
        RowArrays.gather(block.labels(), rows),
        block.cleanLabels().length == 0 ? new int[0] : RowArrays.gather(block.cleanLabels(), rows),
        Arrays.stream(teacherLogits_KNC)
            .map(logits -> RowArrays.gather(logits, rows, block.rows()))
            .toArray(float[][]::new));
  }

  /**
   * Returns a whole shard.
   *
   * @param index number of the shard
   * @param parts its parts in any order; each sorted by id, ranges of ids disjoint
   * @param teachers K, for a shard that has no part
   */
  public static Shard join(int index, List<Shard> parts, int teachers) {
    List<Shard> sorted =
        parts.stream().sorted(Comparator.comparingLong(part -> part.ids()[0])).toList();
    float[][] logits = new float[teachers][];
    for (int k = 0; k < teachers; k++) {
      int teacher = k;
      logits[k] = RowArrays.join(sorted.stream().map(p -> p.teacherLogits_KNC()[teacher]).toList());
    }
    return new Shard(
        index,
        sorted.stream().flatMapToLong(p -> Arrays.stream(p.ids())).toArray(),
        sorted.stream().flatMapToInt(p -> Arrays.stream(p.ranks())).toArray(),
        Features.join(sorted.stream().map(Shard::features).toList()),
        sorted.stream().flatMapToInt(p -> Arrays.stream(p.labels())).toArray(),
        sorted.stream().flatMapToInt(p -> Arrays.stream(p.cleanLabels())).toArray(),
        logits);
  }
}
