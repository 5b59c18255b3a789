package org.almkd.bench;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.memory.deallocation.DeallocatorService;
import org.nd4j.linalg.factory.Nd4j;
import scala.runtime.AbstractFunction1;

/**
 * What a process holds once all garbage is gone.
 *
 * @param heapBytes heap that was in use when the last collection ended
 * @param nativeBytes native memory that JavaCPP's pointers own; ND4J's arrays are not among it
 * @param nativeArrays native objects of ND4J that wait for their owner to be collected: arrays,
 *     workspaces, contexts
 * @param broadcastBlocks blocks of broadcasts in the block manager of the process
 * @param residentBytes resident set of the process
 */
record Footprint(
    long heapBytes, long nativeBytes, long nativeArrays, long broadcastBlocks, long residentBytes)
    implements Serializable {
  private static final int MOST_COLLECTIONS = 25;
  private static final int QUIET = 4;
  private static final long PAUSE_MILLIS = 300;

  /**
   * Collects garbage until nothing more goes: Spark and JavaCPP free what they see was collected.
   */
  static Footprint afterCollection() {
    Footprint least = now();
    int unchanged = 0;
    for (int i = 0; i < MOST_COLLECTIONS && unchanged < QUIET; i++) {
      System.gc();
      pause();
      Footprint next = now();
      unchanged =
          next.nativeBytes >= least.nativeBytes
                  && next.nativeArrays >= least.nativeArrays
                  && next.broadcastBlocks >= least.broadcastBlocks
              ? unchanged + 1
              : 0;
      least = next;
    }
    return least;
  }

  private static Footprint now() {
    return new Footprint(
        live(),
        Pointer.totalBytes(),
        liveArrays(),
        SparkEnv.get().blockManager().getMatchingBlockIds(new IsBroadcast()).size(),
        resident());
  }

  /** What is in use later counts whole buffers of threads that have just allocated something. */
  private static long live() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getCollectionUsage().getUsed())
        .sum();
  }

  /** ND4J keeps the list to itself. */
  private static long liveArrays() {
    try {
      Field references = DeallocatorService.class.getDeclaredField("referenceMap");
      references.setAccessible(true);
      return ((Map<?, ?>) references.get(Nd4j.getDeallocatorService())).size();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot count ND4J's native objects", e);
    }
  }

  private static long resident() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the size of this process", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while garbage was collected", e);
    }
  }

  /** A function of Scala's that Java can write. */
  private static final class IsBroadcast extends AbstractFunction1<BlockId, Object> {
    @Override
    public Object apply(BlockId block) {
      return block.isBroadcast();
    }
  }
}
