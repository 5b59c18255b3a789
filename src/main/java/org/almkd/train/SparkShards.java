package org.almkd.train;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.data.BlockReader;
import org.almkd.data.PreparedData;
import org.almkd.data.RowBlock;
import org.almkd.data.Shard;
import org.almkd.data.ShardAssignment;
import org.almkd.data.ShardPacking;
import org.almkd.data.Split;
import org.almkd.data.Standardization;
import org.almkd.data.TeacherLogits;
import org.almkd.evaluate.SparkEvaluator;
import org.almkd.teacher.SoftLabels;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Packs stored rows and teacher logits into shards: every block is read by one task and dealt out
 * to the shards of its rows, every shard is put together from its parts. Shards stay with the
 * executors and are rebuilt from the store by Spark's lineage when lost.
 */
public final class SparkShards {
  private final JavaSparkContext spark;
  private final PreparedData data;
  private final int workers;
  private final long seed;
  private final int calibrationBins;
  private final int threads;

  /**
   * Prepares the packing of some data.
   *
   * @param spark the context
   * @param data rows in the store
   * @param workers shards of every split
   * @param seed run seed, which deals rows to shards
   * @param calibrationBins bins of the calibration error
   * @param threads native threads of a replica
   */
  public SparkShards(
      JavaSparkContext spark,
      PreparedData data,
      int workers,
      long seed,
      int calibrationBins,
      int threads) {
    this.spark = spark;
    this.data = data;
    this.workers = workers;
    this.seed = seed;
    this.calibrationBins = calibrationBins;
    this.threads = threads;
  }

  /**
   * Packs all splits.
   *
   * @param softLabels logits of each teacher, in the order of the teachers; none for label-only
   *     training
   * @param validationRows most validation rows that lambda passes use
   */
  public SparkTrainingData pack(List<SoftLabels> softLabels, int validationRows) {
    JavaRDD<Shard> training = split(Split.TRAIN, softLabels);
    JavaRDD<Map<Split, Shard>> heldOut = heldOut(softLabels);
    JavaRDD<Shard> validation =
        heldOut.map(
            new ChosenValidation(
                ShardAssignment.lowestHashes(ids(Split.VALIDATION), validationRows, seed)));
    SparkEvaluator evaluator = new SparkEvaluator(spark, heldOut, calibrationBins, threads);
    return new SparkTrainingData(
        training.persist(StorageLevel.MEMORY_AND_DISK()),
        heldOut.persist(StorageLevel.MEMORY_AND_DISK()),
        validation.persist(StorageLevel.MEMORY_AND_DISK()),
        evaluator,
        ids(Split.TRAIN),
        threads);
  }

  /**
   * Packs some training rows without logits, as if the data had no others: the same shards and
   * batches.
   *
   * @param ids which, increasing
   * @param heldOut has the rows to evaluate on, which stay its own
   */
  public SparkTrainingData packTraining(long[] ids, SparkTrainingData heldOut) {
    JavaRDD<Shard> training = split(Split.TRAIN, ids, List.of());
    return heldOut.withTraining(training.persist(StorageLevel.MEMORY_AND_DISK()), ids);
  }

  private JavaRDD<Map<Split, Shard>> heldOut(List<SoftLabels> softLabels) {
    JavaRDD<Map<Split, Shard>> groups =
        split(Split.VALIDATION, softLabels).map(new Group(Split.VALIDATION));
    for (Split split : List.of(Split.SELECTION, Split.TEST)) {
      groups = groups.zipPartitions(split(split, softLabels), new Join(split));
    }
    return groups;
  }

  private JavaRDD<Shard> split(Split split, List<SoftLabels> softLabels) {
    return split(split, ids(split), softLabels);
  }

  private JavaRDD<Shard> split(Split split, long[] ids, List<SoftLabels> softLabels) {
    List<Integer> blocks = new ArrayList<>();
    for (int b = 0; b < data.blocks(split).size(); b++) {
      blocks.add(b);
    }
    Broadcast<ShardAssignment> assignment = spark.broadcast(ShardAssignment.of(ids, workers, seed));
    boolean all = ids.length == data.rows(split);
    return spark
        .parallelize(blocks, Math.max(1, blocks.size()))
        .flatMapToPair(new DealTask(split, all, data, softLabels, assignment))
        .partitionBy(new ByShard(workers))
        .values()
        .mapPartitionsWithIndex(new JoinTask(softLabels.size()), true);
  }

  private long[] ids(Split split) {
    return data.reader().index(split).ids();
  }

  /** Sends the parts of shard s to partition s. */
  private static final class ByShard extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int shards;

    ByShard(int shards) {
      this.shards = shards;
    }

    @Override
    public int numPartitions() {
      return shards;
    }

    @Override
    public int getPartition(Object shard) {
      return (Integer) shard;
    }
  }

  /** Executor side: reads one block and deals its rows out. */
  private static final class DealTask implements PairFlatMapFunction<Integer, Integer, Shard> {
    private final Split split;
    private final boolean all;
    private final BlockReader reader;
    private final Standardization standardization;
    private final List<SoftLabels> softLabels;
    private final Broadcast<ShardAssignment> assignment;

    DealTask(
        Split split,
        boolean all,
        PreparedData data,
        List<SoftLabels> softLabels,
        Broadcast<ShardAssignment> assignment) {
      this.split = split;
      this.all = all;
      this.reader = data.reader();
      // An Optional does not travel.
      this.standardization = data.standardization().orElse(null);
      this.softLabels = softLabels;
      this.assignment = assignment;
    }

    @Override
    public Iterator<Tuple2<Integer, Shard>> call(Integer number) {
      RowBlock whole = reader.read(split, number);
      RowBlock block = all ? whole : whole.select(assignment.value().ids());
      TeacherLogits logits =
          SoftLabels.read(softLabels, split, number, reader.augmentation().views());
      return ShardPacking.deal(
              block, logits, assignment.value(), Optional.ofNullable(standardization))
          .stream()
          .map(part -> new Tuple2<>(part.index(), part))
          .iterator();
    }
  }

  /** Executor side: one shard from its parts. */
  private static final class JoinTask
      implements Function2<Integer, Iterator<Shard>, Iterator<Shard>> {
    private final int teachers;

    JoinTask(int teachers) {
      this.teachers = teachers;
    }

    @Override
    public Iterator<Shard> call(Integer index, Iterator<Shard> parts) {
      List<Shard> all = new ArrayList<>();
      parts.forEachRemaining(all::add);
      return List.of(ShardPacking.join(index, all, teachers)).iterator();
    }
  }

  /** Executor side: a group of one split. */
  private static final class Group implements Function<Shard, Map<Split, Shard>> {
    private final Split split;

    Group(Split split) {
      this.split = split;
    }

    @Override
    public Map<Split, Shard> call(Shard shard) {
      Map<Split, Shard> group = new EnumMap<>(Split.class);
      group.put(split, shard);
      return group;
    }
  }

  /** Executor side: adds a split to the groups. */
  private static final class Join
      implements FlatMapFunction2<Iterator<Map<Split, Shard>>, Iterator<Shard>, Map<Split, Shard>> {
    private final Split split;

    Join(Split split) {
      this.split = split;
    }

    @Override
    public Iterator<Map<Split, Shard>> call(
        Iterator<Map<Split, Shard>> groups, Iterator<Shard> shards) {
      List<Map<Split, Shard>> joined = new ArrayList<>();
      while (groups.hasNext()) {
        Map<Split, Shard> group = new EnumMap<>(groups.next());
        group.put(split, shards.next());
        joined.add(group);
      }
      return joined.iterator();
    }
  }

  /** Executor side: the validation rows that lambda passes use. */
  private static final class ChosenValidation implements Function<Map<Split, Shard>, Shard> {
    private final long[] chosen;

    ChosenValidation(long[] chosen) {
      this.chosen = chosen;
    }

    @Override
    public Shard call(Map<Split, Shard> group) {
      Shard all = group.get(Split.VALIDATION);
      return all.select(chosen);
    }
  }
}
