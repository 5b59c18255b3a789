package org.almkd.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.almkd.config.ClusterConfig;
import org.almkd.config.RunConfig;
import org.almkd.config.RunConfigReader;
import org.almkd.config.ShardPlacement;
import org.almkd.data.LocalSpark;
import org.almkd.data.PreparedData;
import org.almkd.data.Shard;
import org.almkd.data.SparkDataStage;
import org.almkd.data.SparkLocalFolders;
import org.almkd.data.Split;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.RDDBlockId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards in mapped files, as executors make, lose and let go of them. */
@Tag("spark")
class SparkMappedShardsTest {
  private static final int WORKERS = 3;

  /** Three rows of eight numbers. */
  private static final long SEGMENT_BYTES = 100;

  @TempDir static Path folder;
  private static JavaSparkContext spark;
  private static PreparedData data;

  @BeforeAll
  static void prepare() {
    spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    ArtefactStore store =
        new ArtefactStore(new Storage(new Configuration()), folder.resolve("store").toString());
    RunConfig config =
        RunConfigReader.read(
            "test",
            """
            data { source = synthetic, classes = 5, standardize = true
              synthetic { train-rows = 300, validation-rows = 60, test-rows = 61, features = 8, informative = 8 } }
            method = labels
            """,
            List.of());
    data = new SparkDataStage(LocalSpark.session(), store).prepare(config.data());
  }

  @AfterEach
  void nothingStays() {
    awaitCount(0);
  }

  /** Broadcasts are destroyed by and by. */
  private static void awaitCount(int shards) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    do {
      SparkMappedShards.sweep();
    } while (SparkMappedShards.count() != shards && System.nanoTime() < end);
    assertThat(SparkMappedShards.count()).isEqualTo(shards);
  }

  @Test
  void allSplitsAreThoseOnTheHeap() {
    SparkTrainingData heap = shards(ShardPlacement.HEAP).pack(List.of(), 30);
    SparkTrainingData mapped = shards(ShardPlacement.MAPPED).pack(List.of(), 30);
    assertThat(mapped.shards().map(Shard::isMapped).collect()).containsOnly(true);
    assertThat(heap.shards().map(Shard::isMapped).collect()).containsOnly(false);
    assertSame(mapped.shards().collect(), heap.shards().collect());
    assertSame(mapped.validation().collect(), heap.validation().collect());
    List<Map<Split, Shard>> expected = heap.heldOut().collect();
    List<Map<Split, Shard>> found = mapped.heldOut().collect();
    for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
      assertSame(of(found, split), of(expected, split));
    }
    assertThat(of(found, Split.SELECTION)).allMatch(shard -> shard.rows() == 0);
    heap.release();
    mapped.release();
  }

  @Test
  void someTrainingRowsAreThoseOnTheHeap() {
    SparkTrainingData all = shards(ShardPlacement.HEAP).pack(List.of(), 30);
    long[] ids = Arrays.stream(all.trainingIds()).filter(id -> id % 4 > 0).toArray();
    SparkTrainingData heap = shards(ShardPlacement.HEAP).packTraining(ids, all);
    SparkTrainingData mapped = shards(ShardPlacement.MAPPED).packTraining(ids, all);
    assertSame(mapped.shards().collect(), heap.shards().collect());
    mapped.releaseTraining();
    heap.releaseTraining();
    all.release();
  }

  @Test
  void aShardIsMadeOnceAndHasNoFileByName() throws IOException {
    SparkTrainingData mapped = shards(ShardPlacement.MAPPED).pack(List.of(), 30);
    assertThat(mapped.shards().count()).isEqualTo(WORKERS);
    assertThat(SparkMappedShards.count()).isEqualTo(WORKERS);
    assertThat(sameObjects(mapped)).isEqualTo(sameObjects(mapped));
    for (String local : SparkLocalFolders.ofThisExecutor().folders()) {
      try (Stream<Path> files = Files.walk(Path.of(local))) {
        assertThat(files.filter(f -> f.getFileName().toString().startsWith("almkd-shard")))
            .isEmpty();
      }
    }
    mapped.release();
  }

  /** Which objects the executor, which is this JVM, has. */
  private static List<Integer> sameObjects(SparkTrainingData rows) {
    return rows.shards().map(System::identityHashCode).collect();
  }

  @Test
  void aLostShardIsMadeAnew() {
    SparkTrainingData heap = shards(ShardPlacement.HEAP).pack(List.of(), 30);
    SparkTrainingData mapped = shards(ShardPlacement.MAPPED).pack(List.of(), 30);
    List<Integer> before = sameObjects(mapped);
    // As on an executor that is given a number by another.
    SparkMappedShards.forget();
    assertSame(mapped.shards().collect(), heap.shards().collect());
    assertThat(sameObjects(mapped)).doesNotContainAnyElementsOf(before);
    // As after the loss of the executor, with its cache.
    SparkMappedShards.forget();
    assertThat(removeCachedNumbers(mapped)).isEqualTo(WORKERS);
    assertSame(mapped.shards().collect(), heap.shards().collect());
    mapped.release();
    heap.release();
  }

  /** Evicts the blocks that say where mapped shards are, and returns how many there were. */
  private static int removeCachedNumbers(SparkTrainingData mapped) {
    BlockManager blocks = SparkEnv.get().blockManager();
    int removed = 0;
    for (int p = 0; p < WORKERS; p++) {
      int numbers = ((SparkMappedRows<Shard>) mapped.shards()).numbers().id();
      RDDBlockId block = new RDDBlockId(numbers, p);
      removed += blocks.getStatus(block).isDefined() ? 1 : 0;
      blocks.removeBlock(block, true);
    }
    return removed;
  }

  @Test
  void shardsAreLetGoWithTheirRows() {
    SparkTrainingData mapped = shards(ShardPlacement.MAPPED).pack(List.of(), 30);
    assertThat(mapped.heldOut().count()).isEqualTo(WORKERS);
    assertThat(mapped.shards().count()).isEqualTo(WORKERS);
    SparkMappedShards.sweep();
    assertThat(SparkMappedShards.count()).isEqualTo(4 * WORKERS);
    mapped.releaseTraining();
    awaitCount(3 * WORKERS);
    mapped.release();
    awaitCount(0);
  }

  private static SparkShards shards(ShardPlacement placement) {
    return new SparkShards(
        spark, data, WORKERS, 3, 15, new ClusterConfig(1, placement), SEGMENT_BYTES);
  }

  private static List<Shard> of(List<Map<Split, Shard>> groups, Split split) {
    return groups.stream().map(group -> group.get(split)).toList();
  }

  private static void assertSame(List<Shard> found, List<Shard> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int s = 0; s < expected.size(); s++) {
      assertThat(found.get(s).rows()).isPositive();
      assertThat(found.get(s).index()).isEqualTo(expected.get(s).index());
      assertThat(found.get(s).ids()).isEqualTo(expected.get(s).ids());
      assertThat(found.get(s).ranks()).isEqualTo(expected.get(s).ranks());
      assertThat(found.get(s).labels()).isEqualTo(expected.get(s).labels());
      assertThat(found.get(s).cleanLabels()).isEqualTo(expected.get(s).cleanLabels());
      assertThat(found.get(s).features().floats()).isEqualTo(expected.get(s).features().floats());
    }
  }
}
