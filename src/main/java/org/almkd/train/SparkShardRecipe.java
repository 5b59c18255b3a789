package org.almkd.train;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.almkd.data.BlockReader;
import org.almkd.data.MappedShardBuilder;
import org.almkd.data.PreparedData;
import org.almkd.data.RowBlock;
import org.almkd.data.SegmentFolders;
import org.almkd.data.Shard;
import org.almkd.data.ShardAssignment;
import org.almkd.data.ShardPacking;
import org.almkd.data.Split;
import org.almkd.data.Standardization;
import org.almkd.data.TeacherLogits;
import org.almkd.teacher.SoftLabels;
import org.apache.spark.broadcast.Broadcast;

/** All that an executor needs to make the shards of a split from what is stored. */
final class SparkShardRecipe implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Split split;
  private final boolean all;
  private final BlockReader reader;
  private final Standardization standardization;
  private final List<SoftLabels> softLabels;
  private final Broadcast<ShardAssignment> assignment;

  /**
   * Says which rows and logits.
   *
   * @param split the split
   * @param data rows in the store
   * @param softLabels logits of each teacher
   * @param assignment which of the rows, and to which shards
   */
  SparkShardRecipe(
      Split split,
      PreparedData data,
      List<SoftLabels> softLabels,
      Broadcast<ShardAssignment> assignment) {
    this.split = split;
    this.all = assignment.value().ids().length == data.rows(split);
    this.reader = data.reader();
    // An Optional does not travel.
    this.standardization = data.standardization().orElse(null);
    this.softLabels = softLabels;
    this.assignment = assignment;
  }

  /** Returns the parts of one block, one for each shard that has rows of it. */
  List<Shard> deal(int block) {
    RowBlock rows = rows(block);
    return ShardPacking.deal(rows, logits(block), assignment.value(), standardization());
  }

  /** Returns the shard of some parts, in mapped files. */
  Shard map(int shard, Iterable<Shard> parts, SegmentFolders folders) {
    try (MappedShardBuilder builder = builder(shard, folders)) {
      parts.forEach(builder::add);
      return builder.build();
    }
  }

  /** Returns a shard in mapped files, from the store: every block is read, one after the other. */
  Shard map(int shard, SegmentFolders folders) {
    try (MappedShardBuilder builder = builder(shard, folders)) {
      for (int block = 0; block < reader.blocks(split); block++) {
        RowBlock rows = rows(block);
        ShardPacking.deal(rows, logits(block), assignment.value(), standardization(), shard)
            .ifPresent(builder::add);
      }
      return builder.build();
    }
  }

  private MappedShardBuilder builder(int shard, SegmentFolders folders) {
    return new MappedShardBuilder(shard, assignment.value(), softLabels.size(), folders);
  }

  private RowBlock rows(int block) {
    RowBlock whole = reader.read(split, block);
    return all ? whole : whole.select(assignment.value().ids());
  }

  private TeacherLogits logits(int block) {
    return SoftLabels.read(softLabels, split, block, reader.augmentation().views());
  }

  private Optional<Standardization> standardization() {
    return Optional.ofNullable(standardization);
  }
}
