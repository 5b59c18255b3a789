package org.almkd.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Deals the rows of stored blocks out to shards, and puts shards together from their parts. */
public final class ShardPacking {
  private ShardPacking() {}

  /**
   * Returns the part of a block that belongs to each shard; shards without a row of it have none.
   *
   * @param block rows, sorted by id
   * @param logits logits of each teacher for the block's rows
   * @param assignment which shard each row belongs to
   * @param standardization applied to the features, where the run standardises
   */
  public static List<Shard> deal(
      RowBlock block,
      TeacherLogits logits,
      ShardAssignment assignment,
      Optional<Standardization> standardization) {
    int[] ranks = Arrays.stream(block.ids()).mapToInt(assignment::rank).toArray();
    List<Shard> parts = new ArrayList<>();
    for (int shard = 0; shard < assignment.shards(); shard++) {
      int[] rows = rowsOf(shard, ranks, assignment);
      if (rows.length > 0) {
        parts.add(part(shard, block, rows, ranks, logits, standardization));
      }
    }
    return parts;
  }

  /**
   * Returns the part of a block that belongs to one shard, as {@link #deal} does; none where it has
   * no row of it.
   */
  public static Optional<Shard> deal(
      RowBlock block,
      TeacherLogits logits,
      ShardAssignment assignment,
      Optional<Standardization> standardization,
      int shard) {
    int[] ranks = Arrays.stream(block.ids()).mapToInt(assignment::rank).toArray();
    int[] rows = rowsOf(shard, ranks, assignment);
    return rows.length == 0
        ? Optional.empty()
        : Optional.of(part(shard, block, rows, ranks, logits, standardization));
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
      TeacherLogits logits,
      Optional<Standardization> standardization) {
    Features selected = block.features().select(rows);
    Features features = standardization.map(s -> s.of(selected)).orElse(selected);
    TeacherLogits own = logits.select(rows, block.rows());
    return new Shard(
        shard,
        Arrays.stream(rows).mapToLong(i -> block.ids()[i]).toArray(),
        RowArrays.gather(ranks, rows),
        features,
        RowArrays.gather(block.labels(), rows),
        block.cleanLabels().length == 0 ? new int[0] : RowArrays.gather(block.cleanLabels(), rows),
        own.clean_KNC(),
        own.views_VKNC());
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
    return new Shard(
        index,
        sorted.stream().flatMapToLong(p -> Arrays.stream(p.ids())).toArray(),
        sorted.stream().flatMapToInt(p -> Arrays.stream(p.ranks())).toArray(),
        Features.join(sorted.stream().map(Shard::features).toList()),
        sorted.stream().flatMapToInt(p -> Arrays.stream(p.labels())).toArray(),
        sorted.stream().flatMapToInt(p -> Arrays.stream(p.cleanLabels())).toArray(),
        join(sorted.stream().map(Shard::logits_K).toList(), teachers),
        IntStream.range(0, sorted.isEmpty() ? 0 : sorted.get(0).viewLogits_VK().size())
            .mapToObj(
                v -> join(sorted.stream().map(p -> p.viewLogits_VK().get(v)).toList(), teachers))
            .toList());
  }

  private static List<FloatRows> join(List<List<FloatRows>> parts_K, int teachers) {
    return IntStream.range(0, teachers).mapToObj(k -> joined(parts_K, k)).toList();
  }

  private static FloatRows joined(List<List<FloatRows>> parts_K, int teacher) {
    List<FloatRows> parts = parts_K.stream().map(part -> part.get(teacher)).toList();
    return FloatRows.of(
        RowArrays.join(parts.stream().map(FloatRows::floats).toList()),
        parts.stream().mapToInt(FloatRows::rows).sum());
  }
}
