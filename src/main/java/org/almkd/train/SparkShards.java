package org.almkd.train;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.almkd.config.ClusterConfig;
import org.almkd.data.PreparedData;
import org.almkd.data.SegmentFolders;
import org.almkd.data.Shard;
import org.almkd.data.ShardAssignment;
import org.almkd.data.ShardPacking;
import org.almkd.data.Split;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Packs stored rows and teacher logits into shards: every block is read by one task and dealt out
 * to the shards of its rows, every shard is put together from its parts. Shards stay with the
 * executors, on the heap or in mapped files, and are rebuilt from the store by Spark's lineage when
 * lost.
 */
public final class SparkShards {
  private static final Logger LOG = LoggerFactory.getLogger(SparkShards.class);
  private static final List<Split> HELD_OUT =
      List.of(Split.VALIDATION, Split.SELECTION, Split.TEST);

  private final JavaSparkContext spark;
  private final PreparedData data;
  private final int workers;
  private final long seed;
  private final int calibrationBins;
  private final ClusterConfig cluster;
  private final long segmentBytes;

  /**
   * Prepares the packing of some data.
   *
   * @param spark the context
   * @param data rows in the store
   * @param workers shards of every split
   * @param seed run seed, which deals rows to shards
   * @param calibrationBins bins of the calibration error
   * @param cluster native threads of a replica, and where rows are kept
   */
  public SparkShards(
      JavaSparkContext spark,
      PreparedData data,
      int workers,
      long seed,
      int calibrationBins,
      ClusterConfig cluster) {
    this(spark, data, workers, seed, calibrationBins, cluster, SegmentFolders.SEGMENT_BYTES);
  }

  /** The same with mapped files of at most so many bytes. */
  SparkShards(
      JavaSparkContext spark,
      PreparedData data,
      int workers,
      long seed,
      int calibrationBins,
      ClusterConfig cluster,
      long segmentBytes) {
    this.spark = spark;
    this.data = data;
    this.workers = workers;
    this.seed = seed;
    this.calibrationBins = calibrationBins;
    this.cluster = cluster;
    this.segmentBytes = segmentBytes;
  }

  /**
   * Packs all splits.
   *
   * @param softLabels logits of each teacher, in the order of the teachers; none for label-only
   *     training
   * @param validationRows most validation rows that lambda passes use
   */
  public SparkTrainingData pack(List<SoftLabels> softLabels, int validationRows) {
    boolean mapped = isMapped(data.counts(), softLabels);
    JavaRDD<Shard> training = training(ids(Split.TRAIN), softLabels, mapped);
    JavaRDD<Map<Split, Shard>> heldOut = mapped ? mappedHeldOut(softLabels) : heldOut(softLabels);
    JavaRDD<Shard> validation =
        heldOut.map(
            new ChosenValidation(
                ShardAssignment.lowestHashes(ids(Split.VALIDATION), validationRows, seed)));
    int threads = cluster.threadsPerReplica();
    return new SparkTrainingData(
        training,
        heldOut,
        validation.persist(StorageLevel.MEMORY_AND_DISK()),
        new SparkEvaluator(spark, heldOut, calibrationBins, threads),
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
    boolean mapped = isMapped(Map.of(Split.TRAIN, ids.length), List.of());
    return heldOut.withTraining(training(ids, List.of(), mapped), ids);
  }

  private boolean isMapped(Map<Split, Integer> rows, List<SoftLabels> softLabels) {
    long logits = (long) softLabels.size() * data.classes();
    int views = data.augmentation().views();
    ShardMemory memory =
        SparkShardMemory.of(
            spark, ShardMemory.bytes(rows, data.storedBytes(), logits, views), workers);
    LOG.info("{}", memory.describe(cluster.shards()));
    return memory.isMapped(cluster.shards());
  }

  private JavaRDD<Shard> training(long[] ids, List<SoftLabels> softLabels, boolean mapped) {
    Broadcast<ShardAssignment> assignment = assign(ids);
    Broadcast<SparkShardRecipe> recipe = recipe(Split.TRAIN, softLabels, assignment);
    if (!mapped) {
      return joined(Split.TRAIN, recipe, softLabels).persist(StorageLevel.MEMORY_AND_DISK());
    }
    JavaRDD<Integer> numbers =
        parts(Split.TRAIN, recipe)
            .mapPartitionsWithIndex(new Build(recipe, segmentBytes), true)
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new SparkMappedRows<>(
        numbers.map(new Resolve(recipe, segmentBytes)), numbers, List.of(recipe, assignment));
  }

  private JavaRDD<Map<Split, Shard>> heldOut(List<SoftLabels> softLabels) {
    JavaRDD<Map<Split, Shard>> groups = null;
    for (Split split : HELD_OUT) {
      Broadcast<SparkShardRecipe> recipe = recipe(split, softLabels, assign(ids(split)));
      JavaRDD<Shard> shards = joined(split, recipe, softLabels);
      groups =
          groups == null
              ? shards.map(new Group(split))
              : groups.zipPartitions(shards, new Join(split));
    }
    return groups.persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** The splits of a group are built by one task, so that they are beside each other. */
  private JavaRDD<Map<Split, Shard>> mappedHeldOut(List<SoftLabels> softLabels) {
    Map<Split, Broadcast<SparkShardRecipe>> recipes = new EnumMap<>(Split.class);
    List<Broadcast<?>> all = new ArrayList<>();
    JavaRDD<Integer> numbers = null;
    for (Split split : HELD_OUT) {
      Broadcast<ShardAssignment> assignment = assign(ids(split));
      Broadcast<SparkShardRecipe> recipe = recipe(split, softLabels, assignment);
      all.addAll(List.of(recipe, assignment));
      recipes.put(split, recipe);
      Build build = new Build(recipe, segmentBytes);
      JavaRDD<Shard> parts = parts(split, recipe);
      numbers =
          numbers == null
              ? parts.mapPartitionsWithIndex(build, true)
              : numbers.zipPartitions(parts, new BuildBeside(build));
    }
    numbers.persist(StorageLevel.MEMORY_AND_DISK());
    return new SparkMappedRows<>(
        numbers.map(new ResolveGroup(recipes, segmentBytes)), numbers, all);
  }

  private JavaRDD<Shard> joined(
      Split split, Broadcast<SparkShardRecipe> recipe, List<SoftLabels> softLabels) {
    return parts(split, recipe).mapPartitionsWithIndex(new JoinTask(softLabels.size()), true);
  }

  /** Returns the parts of shard s in partition s. */
  private JavaRDD<Shard> parts(Split split, Broadcast<SparkShardRecipe> recipe) {
    List<Integer> blocks = new ArrayList<>();
    for (int b = 0; b < data.blocks(split).size(); b++) {
      blocks.add(b);
    }
    return spark
        .parallelize(blocks, Math.max(1, blocks.size()))
        .flatMapToPair(new DealTask(recipe))
        .partitionBy(new ByShard(workers))
        .values();
  }

  private Broadcast<ShardAssignment> assign(long[] ids) {
    return spark.broadcast(ShardAssignment.of(ids, workers, seed));
  }

  private Broadcast<SparkShardRecipe> recipe(
      Split split, List<SoftLabels> softLabels, Broadcast<ShardAssignment> assignment) {
    return spark.broadcast(new SparkShardRecipe(split, data, softLabels, assignment));
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
    private final Broadcast<SparkShardRecipe> recipe;

    DealTask(Broadcast<SparkShardRecipe> recipe) {
      this.recipe = recipe;
    }

    @Override
    public Iterator<Tuple2<Integer, Shard>> call(Integer block) {
      return recipe.value().deal(block).stream()
          .map(part -> new Tuple2<>(part.index(), part))
          .iterator();
    }
  }

  /**
   * Executor side: a shard in mapped files from its parts, which come one after the other; returns
   * its number.
   */
  private static final class Build
      implements Function2<Integer, Iterator<Shard>, Iterator<Integer>> {
    private final Broadcast<SparkShardRecipe> recipe;
    private final long segmentBytes;

    Build(Broadcast<SparkShardRecipe> recipe, long segmentBytes) {
      this.recipe = recipe;
      this.segmentBytes = segmentBytes;
    }

    @Override
    public Iterator<Integer> call(Integer index, Iterator<Shard> parts) {
      SparkMappedShards.build(recipe, index, parts, segmentBytes);
      return List.of(index).iterator();
    }
  }

  /** Executor side: the shard of another split beside one that was built. */
  private static final class BuildBeside
      implements FlatMapFunction2<Iterator<Integer>, Iterator<Shard>, Integer> {
    private final Build build;

    BuildBeside(Build build) {
      this.build = build;
    }

    @Override
    public Iterator<Integer> call(Iterator<Integer> numbers, Iterator<Shard> parts) {
      return build.call(numbers.next(), parts);
    }
  }

  /** Executor side: the mapped shard of a number. */
  private static final class Resolve implements Function<Integer, Shard> {
    private final Broadcast<SparkShardRecipe> recipe;
    private final long segmentBytes;

    Resolve(Broadcast<SparkShardRecipe> recipe, long segmentBytes) {
      this.recipe = recipe;
      this.segmentBytes = segmentBytes;
    }

    @Override
    public Shard call(Integer index) {
      return SparkMappedShards.get(recipe, index, segmentBytes);
    }
  }

  /** Executor side: the mapped shards of a number, one a split. */
  private static final class ResolveGroup implements Function<Integer, Map<Split, Shard>> {
    private final Map<Split, Broadcast<SparkShardRecipe>> recipes;
    private final long segmentBytes;

    ResolveGroup(Map<Split, Broadcast<SparkShardRecipe>> recipes, long segmentBytes) {
      this.recipes = recipes;
      this.segmentBytes = segmentBytes;
    }

    @Override
    public Map<Split, Shard> call(Integer index) {
      Map<Split, Shard> group = new EnumMap<>(Split.class);
      recipes.forEach(
          (split, recipe) -> group.put(split, SparkMappedShards.get(recipe, index, segmentBytes)));
      return group;
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
