package org.almkd.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares what a run needs with heap, native memory, containers and {@code
 * spark.driver.maxResultSize}.
 */
public final class MemoryChecks {
  /** What a JVM takes besides heap and arrays: classes, code, stacks, Spark's buffers. */
  static final long JVM_BYTES = 400 * Bytes.MIB;

  /** Heap that Spark and libraries fill before any row is read. */
  static final long IDLE_HEAP_BYTES = 300 * Bytes.MIB;

  /** Above this share of the heap, collections of garbage take much of the time. */
  private static final double COMFORTABLE = 0.7;

  /** What {@code conf/spark} sets aside of a heap for what lives shortly. */
  private static final long YOUNG_BYTES = 512 * Bytes.MIB;

  /** A JVM does not count one of its two survivor spaces, an eighth of that each, as its heap. */
  private static final long SURVIVOR_BYTES = YOUNG_BYTES / 8;

  private MemoryChecks() {}

  /**
   * What a JVM must hold.
   *
   * @param heapBytes arrays on the heap
   * @param nativeBytes arrays outside it
   */
  public record Need(long heapBytes, long nativeBytes) {}

  /**
   * Returns the results for the driver.
   *
   * @param facts the driver
   * @param spark Spark's settings
   * @param sizes sizes of the run; none where they are not known
   */
  public static List<CheckResult> driver(
      JvmFacts facts, SparkSettings spark, Optional<RunSizes> sizes) {
    Optional<Need> need =
        sizes.map(
            s ->
                spark.local()
                    ? new Need(
                        s.driverHeap() + s.executorHeap(1, spark.slots(), isMapped(s, facts, 1)),
                        s.executorNative(spark.slots()))
                    : new Need(s.driverHeap(), s.executorNative(1)));
    List<CheckResult> results = new ArrayList<>();
    results.add(heap(facts, need, "--driver-memory"));
    results.add(nativeMemory(facts, need, "--driver-java-options"));
    results.add(limit(facts, need, "--driver-memory"));
    results.add(resultSize(facts, spark, sizes));
    if (spark.local()) {
      sizes.ifPresent(s -> results.add(shards(facts, s, 1)));
    }
    return results;
  }

  /** Returns the results for an executor, as for the driver. */
  public static List<CheckResult> executor(
      JvmFacts facts, SparkSettings spark, Optional<RunSizes> sizes) {
    if (spark.local()) {
      // The driver's JVM, whose needs are those of both.
      return List.of();
    }
    Optional<Need> need =
        sizes.map(
            s ->
                new Need(
                    s.executorHeap(
                        spark.executors(), spark.slots(), isMapped(s, facts, spark.executors())),
                    s.executorNative(spark.slots())));
    List<CheckResult> results = new ArrayList<>();
    results.add(heap(facts, need, "--executor-memory"));
    results.add(nativeMemory(facts, need, "--conf spark.executor.extraJavaOptions"));
    results.add(limit(facts, need, "--executor-memory"));
    if (spark.overheadBytes() > 0) {
      results.add(overhead(facts, spark, need));
    }
    sizes.ifPresent(s -> results.add(shards(facts, s, spark.executors())));
    return results;
  }

  /** Says where rows are kept; whether the heap is enough for it is another check. */
  static CheckResult shards(JvmFacts facts, RunSizes sizes, int executors) {
    return machine("shards", facts)
        .ok(sizes.shards(executors, facts.heapBytes()).describe(sizes.placement()), "");
  }

  private static boolean isMapped(RunSizes sizes, JvmFacts facts, int executors) {
    return sizes.shards(executors, facts.heapBytes()).isMapped(sizes.placement());
  }

  static CheckResult heap(JvmFacts facts, Optional<Need> need, String flag) {
    Check check = machine("heap", facts);
    if (need.isEmpty()) {
      return check.warn(
          "a heap of %s; what the run needs is not known".formatted(Bytes.text(facts.heapBytes())),
          "a run file whose rows can be read",
          "see the lines above");
    }
    long needed = IDLE_HEAP_BYTES + need.get().heapBytes();
    String found =
        "the run needs about %s, the heap is %s"
            .formatted(Bytes.text(needed), Bytes.text(facts.heapBytes()));
    long enough = enough(needed);
    String flags = flag + " " + Bytes.setting(enough + SURVIVOR_BYTES);
    String expected =
        "a heap that the need fills to at most 70 %, and 512 MiB more than it for what lives shortly";
    if (needed > facts.heapBytes()) {
      return check.fail(found, expected, "use " + flags);
    }
    if (enough > facts.heapBytes()) {
      return check.warn(found, expected, "use " + flags);
    }
    return check.ok(found + "; enough: " + flags, "");
  }

  /** Returns the heap, as a JVM counts it, that is enough for what must be held. */
  static long enough(long needed) {
    return Math.max((long) (needed / COMFORTABLE), needed + YOUNG_BYTES);
  }

  static CheckResult nativeMemory(JvmFacts facts, Optional<Need> need, String flag) {
    Check check = machine("native-memory", facts);
    long needed = need.map(Need::nativeBytes).orElse(0L);
    String found =
        "the run needs about %s outside the heap, JavaCPP allows %s"
            .formatted(
                Bytes.text(needed),
                isUnlimited(facts) ? "no limit" : Bytes.text(facts.nativeBytes()));
    if (needed > facts.nativeBytes()) {
      return check.fail(
          found,
          "more than the need",
          "use %s -Dorg.bytedeco.javacpp.maxbytes=%s".formatted(flag, Bytes.setting(needed)));
    }
    if (facts.physicalBytes() > 0) {
      return check.warn(
          "JavaCPP asks the kernel for the size of the process at each small allocation, and refuses them above "
              + Bytes.text(facts.physicalBytes()),
          "it not to",
          "use " + flag + " -Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    }
    return check.ok(found, "");
  }

  static CheckResult limit(JvmFacts facts, Optional<Need> need, String flag) {
    Check check = machine("memory-limit", facts);
    long least = facts.heapBytes() + JVM_BYTES + need.map(Need::nativeBytes).orElse(0L);
    long most = saturatedSum(facts.heapBytes() + JVM_BYTES, facts.nativeBytes());
    String found =
        "heap, JVM and native arrays take %s, %s, of the %s of container or machine"
            .formatted(
                Bytes.text(least),
                isUnlimited(facts) ? "with no limit" : "at most " + Bytes.text(most),
                Bytes.text(facts.limitBytes()));
    if (least > facts.limitBytes()) {
      return check.fail(
          found,
          "no more than there is, or the process is killed",
          "lower %s, or give the container %s".formatted(flag, Bytes.setting(least)));
    }
    if (most > facts.limitBytes()) {
      return check.warn(
          found,
          "no more than there is, or the process may be killed",
          "cap native arrays with -Dorg.bytedeco.javacpp.maxbytes=%dm"
              .formatted((facts.limitBytes() - facts.heapBytes() - JVM_BYTES) / Bytes.MIB));
    }
    return check.ok(found, "");
  }

  static CheckResult overhead(JvmFacts facts, SparkSettings spark, Optional<Need> need) {
    Check check = machine("overhead", facts);
    long arrays = need.map(Need::nativeBytes).orElse(0L);
    long needed = JVM_BYTES + arrays;
    String found =
        "the JVM and native arrays need about %s, the container has %s besides the heap"
            .formatted(Bytes.text(needed), Bytes.text(spark.overheadBytes()));
    String flags = "--conf spark.executor.memoryOverhead=" + Bytes.setting(needed);
    if (arrays > spark.overheadBytes()) {
      return check.fail(found, "more, or the container is killed", "use " + flags);
    }
    // What the JVM takes is an estimate, on which no run is refused.
    if (needed > spark.overheadBytes()) {
      return check.warn(found, "more, or the container may be killed", "use " + flags);
    }
    return check.ok(found, "");
  }

  static CheckResult resultSize(JvmFacts facts, SparkSettings spark, Optional<RunSizes> sizes) {
    Check check = machine("result-size", facts);
    long limit = spark.maxResultBytes();
    String allowed = limit == 0 ? "no limit" : Bytes.text(limit);
    if (sizes.isEmpty()) {
      return check.warn(
          "spark.driver.maxResultSize is %s; what is collected is not known".formatted(allowed),
          "a run file whose rows can be read",
          "see the lines above");
    }
    long largest = sizes.get().largestResult();
    String found =
        "the largest job sends about %s to the driver, spark.driver.maxResultSize is %s"
            .formatted(Bytes.text(largest), allowed);
    if (limit > 0 && largest > limit) {
      return check.fail(
          found,
          "a limit above it",
          "use --conf spark.driver.maxResultSize=" + Bytes.setting(2 * largest));
    }
    return check.ok(found, "");
  }

  private static boolean isUnlimited(JvmFacts facts) {
    return facts.nativeBytes() == Long.MAX_VALUE;
  }

  private static long saturatedSum(long a, long b) {
    return b > Long.MAX_VALUE - a ? Long.MAX_VALUE : a + b;
  }

  private static Check machine(String name, JvmFacts facts) {
    return new Check(CheckKind.MACHINE, name, facts.where());
  }
}
