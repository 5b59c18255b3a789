package org.almkd.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.almkd.config.ShardPlacement;
import org.almkd.doctor.CheckResult.Level;
import org.almkd.doctor.MemoryChecks.Need;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class MemoryChecksTest {
  private static final long GIB = 1L << 30;

  @Test
  void executorsKeepTheCalibrationOfDoubts() {
    // 800 rows of 37 doubles of 8 bytes, on two executors.
    RunSizes doubting = new RunSizes(2, 1000, 1, 1000, 800, 100, 10, 20, 5, true, 0);
    assertThat(doubting.executorHeap(2, 1) - SMALL.executorHeap(2, 1)).isEqualTo(800 * 37 * 8 / 2);
    // With more classes than 37 the noise matrix takes more.
    RunSizes many = new RunSizes(2, 1000, 1, 1000, 800, 100, 10, 20, 50, true, 0);
    RunSizes without = new RunSizes(2, 1000, 1, 1000, 800, 100, 10, 20, 50);
    assertThat(many.executorHeap(1, 1) - without.executorHeap(1, 1)).isEqualTo(800 * 50 * 8);
  }

  @Test
  void tasksHoldTheNetworksThatTheyRunBesideTheirOwn() {
    RunSizes live = new RunSizes(2, 1000, 1, 1000, 800, 100, 10, 20, 5, false, 7000);
    // Three slots: parameters of 4 bytes, and what a pass over 512 rows of 10 + 20 + 5 numbers
    // takes once more.
    assertThat(live.executorNative(3) - SMALL.executorNative(3))
        .isEqualTo(3 * (7000 * 4 + 2 * 512 * 4 * (10 + 20 + 5)));
    assertThat(live.executorHeap(2, 3) - SMALL.executorHeap(2, 3))
        .as("files, while they are read")
        .isEqualTo(3 * 7000 * 4);
    assertThat(live.driverHeap()).isEqualTo(SMALL.driverHeap());
  }

  @Test
  void theDriverKeepsStatesThatWaitToBeWritten() {
    // Two workers' results twice and four states of twice 1000 floats; per row 20 bytes, two
    // lambdas, and of the validation rows 20 + 5 + 5 floats, all of them twice.
    assertThat(SMALL.driverHeap())
        .isEqualTo(8 * 8000 + 2 * (1000 * 20 + 800 * 2 * 4 + 100 * 30 * 4));
  }

  private static final RunSizes SMALL = new RunSizes(2, 1000, 1, 1000, 800, 100, 10, 20, 5);

  /** Ten million rows for a network of ten million parameters on eight workers. */
  private static final RunSizes LARGE =
      new RunSizes(8, 10_000_000, 2, 10_000_000, 8_000_000, 10_000, 100, 512, 100);

  private static final SparkSettings LOCAL = new SparkSettings(true, 1, 2, GIB, 0);

  private static Optional<Need> need(long heapMib, long nativeMib) {
    return Optional.of(new Need(heapMib * Bytes.MIB, nativeMib * Bytes.MIB));
  }

  private static String fails(CheckResult result) {
    assertThat(result.level()).isEqualTo(Level.FAIL);
    return result.line();
  }

  @Test
  void smallRunFitsWhatJobSubmitGives() {
    List<CheckResult> results = MemoryChecks.driver(Facts.jvm(), LOCAL, Optional.of(SMALL));
    assertThat(results).extracting(CheckResult::level).containsOnly(Level.OK);
    assertThat(results)
        .extracting(CheckResult::name)
        .containsExactly("heap", "native-memory", "memory-limit", "result-size", "shards");
    assertThat(results.get(0).line()).endsWith("enough: --driver-memory 1024m");
  }

  /** Ten million rows of 900 bytes are 1.05 GiB on each of eight executors. */
  @Test
  void rowsThatDoNotFitAreMappedAndNeedDiskInPlaceOfHeap() {
    RunSizes sizes = sizes(ShardPlacement.AUTO);
    JvmFacts small = Facts.memory(1500, 1500, 0, 8192);
    CheckResult shards = MemoryChecks.shards(small, sizes, 8);
    assertThat(shards.level()).isEqualTo(Level.OK);
    assertThat(shards.line())
        .contains("shards are mapped from local files, which take up to 2.095 GiB an executor")
        .contains("1.048 GiB of rows on an executor");
    assertThat(MemoryChecks.shards(Facts.memory(8000, 1, 0, 9000), sizes, 8).line())
        .contains("shards are kept on the heap");
    assertThat(MemoryChecks.shards(small, sizes(ShardPlacement.HEAP), 8).line())
        .contains("shards are kept on the heap (cluster.shards = heap");
    long onHeap = sizes.executorHeap(8, 2, false);
    // The rows' ids, ranks and labels, and four copies of a block of 16 MiB for each of two tasks.
    long mapped = 2 * 10_000_000L * 20 / 8 + 2 * 4 * 16 * Bytes.MIB;
    assertThat(onHeap - sizes.executorHeap(8, 2, true))
        .isEqualTo(2 * 10_000_000L * 900 / 8 - mapped);
  }

  private static RunSizes sizes(ShardPlacement placement) {
    return new RunSizes(
        8,
        1000,
        1,
        10_000_000,
        8_000_000,
        1000,
        200,
        20,
        5,
        false,
        0,
        0,
        9_000_000_000L,
        placement);
  }

  @Test
  void heapThatIsTooSmallFailsWithTheFlag() {
    JvmFacts facts = Facts.memory(1024, 1024, 0, 8192);
    assertThat(fails(MemoryChecks.heap(facts, need(1000, 0), "--executor-memory")))
        .contains("needs about 1.3 GiB, the heap is 1.0 GiB", "use --executor-memory 2048m");
    assertThat(MemoryChecks.heap(facts, need(500, 0), "").level()).isEqualTo(Level.WARN);
    // What conf/spark sets aside comes to 70 % of small heaps: 300 + 212 + 512 = 1024.
    assertThat(MemoryChecks.heap(facts, need(213, 0), "-x").line())
        .startsWith("warn")
        .contains("use -x 1280m");
    assertThat(MemoryChecks.heap(facts, need(212, 0), "").level()).isEqualTo(Level.OK);
    assertThat(MemoryChecks.heap(facts, Optional.empty(), "").level()).isEqualTo(Level.WARN);
  }

  @Test
  void nativeMemoryThatIsTooSmallFailsWithTheFlag() {
    JvmFacts facts = Facts.memory(1024, 512, 0, 8192);
    assertThat(fails(MemoryChecks.nativeMemory(facts, need(0, 600), "--driver-java-options")))
        .contains("--driver-java-options -Dorg.bytedeco.javacpp.maxbytes=768m");
    assertThat(MemoryChecks.nativeMemory(facts, need(0, 512), "").level()).isEqualTo(Level.OK);
  }

  @Test
  void nativeMemoryWithoutALimitIsEnoughButMayOutgrowTheContainer() {
    assertThat(JvmProbe.nativeBytes(5)).isEqualTo(5);
    CheckResult enough = MemoryChecks.nativeMemory(Facts.unlimited(), need(0, 600), "x");
    assertThat(enough.level()).isEqualTo(Level.OK);
    assertThat(enough.line()).endsWith("JavaCPP allows no limit");
    CheckResult warned = MemoryChecks.limit(Facts.unlimited(), need(0, 600), "x");
    assertThat(warned.level()).isEqualTo(Level.WARN);
    assertThat(warned.line())
        .contains("take 2.0 GiB, with no limit, of the 16.0 GiB", "maxbytes=14960m");
  }

  @Test
  void askingTheKernelAtEachAllocationIsWarnedOf() {
    CheckResult result =
        MemoryChecks.nativeMemory(Facts.memory(1024, 512, 2048, 8192), need(0, 1), "x");
    assertThat(result.level()).isEqualTo(Level.WARN);
    assertThat(result.line()).contains("above 2.0 GiB", "maxphysicalbytes=0");
  }

  @Test
  void moreThanTheContainerHasFails() {
    JvmFacts facts = Facts.memory(2048, 1024, 0, 3000);
    assertThat(fails(MemoryChecks.limit(facts, need(0, 600), "--driver-memory")))
        .contains("take 3.0 GiB, at most 3.4 GiB, of the 2.9 GiB", "lower --driver-memory");
    CheckResult warned = MemoryChecks.limit(facts, need(0, 100), "--driver-memory");
    assertThat(warned.level()).isEqualTo(Level.WARN);
    assertThat(warned.line()).endsWith("-Dorg.bytedeco.javacpp.maxbytes=552m");
  }

  @Test
  void overheadThatIsTooSmallFailsWithTheFlag() {
    SparkSettings yarn = new SparkSettings(false, 2, 2, GIB, 384 * Bytes.MIB);
    assertThat(fails(MemoryChecks.overhead(Facts.jvm(), yarn, need(0, 385))))
        .contains("the container has 384.0 MiB", "spark.executor.memoryOverhead=1024m");
    CheckResult estimated = MemoryChecks.overhead(Facts.jvm(), yarn, need(0, 200));
    assertThat(estimated.level()).isEqualTo(Level.WARN);
    assertThat(estimated.line()).contains("may be killed", "spark.executor.memoryOverhead=768m");
    SparkSettings wide = new SparkSettings(false, 2, 2, GIB, GIB);
    assertThat(MemoryChecks.executor(Facts.jvm(), wide, Optional.of(SMALL)))
        .extracting(CheckResult::level)
        .hasSize(5)
        .containsOnly(Level.OK);
  }

  @Test
  void overheadIsThatOfTheMaster() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.executor.memory", "10g")
            .set("spark.kubernetes.memoryOverheadFactor", "0.4");
    assertThat(SparkSettings.overhead(conf, "k8s://https://host")).isEqualTo(4096 * Bytes.MIB);
    assertThat(SparkSettings.overhead(conf, "yarn")).isEqualTo(1024 * Bytes.MIB);
    conf.set("spark.executor.memoryOverheadFactor", "0.2");
    assertThat(SparkSettings.overhead(conf, "k8s://https://host")).isEqualTo(2048 * Bytes.MIB);
    conf.set("spark.executor.memoryOverhead", "512m");
    assertThat(SparkSettings.overhead(conf, "k8s://https://host")).isEqualTo(512 * Bytes.MIB);
  }

  @Test
  void resultsAboveTheLimitFailWithTheFlag() {
    SparkSettings tight = new SparkSettings(true, 1, 2, 512 * Bytes.MIB, 0);
    assertThat(fails(MemoryChecks.resultSize(Facts.jvm(), tight, Optional.of(LARGE))))
        .contains(
            "sends about 610.4 MiB to the driver, spark.driver.maxResultSize is 512.0 MiB",
            "--conf spark.driver.maxResultSize=1280m");
    SparkSettings free = new SparkSettings(true, 1, 2, 0, 0);
    assertThat(MemoryChecks.resultSize(Facts.jvm(), free, Optional.of(LARGE)).level())
        .isEqualTo(Level.OK);
  }

  @Test
  void sizesFollowTheDesign() {
    // 8 replicas of 10 million parameters and as many momenta, in floats.
    assertThat(LARGE.largestResult()).isEqualTo(8L * 2 * 4 * 10_000_000);
    RunSizes lambdas = new RunSizes(1, 10, 4, 100, 100_000_000, 10, 1, 1, 2);
    assertThat(lambdas.largestResult()).isEqualTo(4L * 5 * 100_000_000);
    RunSizes validation = new RunSizes(1, 10, 1, 100, 100, 1_000_000, 1, 30, 10);
    assertThat(validation.largestResult()).isEqualTo(4L * 1_000_000 * (30 + 10 + 10));
    assertThat(LARGE.executorHeap(4, 2)).isLessThan(LARGE.executorHeap(2, 2));
    assertThat(LARGE.executorNative(4)).isEqualTo(2 * LARGE.executorNative(2));
  }

  @Test
  void executorsOfALocalMasterAreTheDriver() {
    assertThat(MemoryChecks.executor(Facts.jvm(), LOCAL, Optional.of(SMALL))).isEmpty();
  }
}
