package org.almkd.train;

import java.util.Iterator;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.almkd.data.SegmentFolders;
import org.almkd.data.Shard;
import org.almkd.data.SparkLocalFolders;
import org.apache.spark.SparkEnv;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.BroadcastBlockId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mapped shards of one executor. Spark neither counts nor moves them: its cache holds their
 * numbers, so that tasks go where their shard is, and an executor that gets a number without having
 * the shard (another was busy, decommissioned or lost) makes it anew from the store. A shard is let
 * go when the broadcast that says how to make it was destroyed.
 */
final class SparkMappedShards {
  private static final Logger LOG = LoggerFactory.getLogger(SparkMappedShards.class);
  private static final Map<Key, Slot> SLOTS = new ConcurrentHashMap<>();
  private static final long SWEEP_MILLIS = 10_000;
  private static Timer sweeper;

  private SparkMappedShards() {}

  /** Broadcasts have numbers that the next application gives again. */
  private record Key(String application, long recipe, int shard) {}

  /** One shard, made by whoever comes first while others wait. */
  private static final class Slot {
    private Shard shard;

    synchronized Shard get(Supplier<Shard> made) {
      if (shard == null) {
        shard = made.get();
      }
      return shard;
    }
  }

  /**
   * Makes a shard of parts that come from a shuffle, unless it is there.
   *
   * @param recipe how it would be made anew
   * @param index number of the shard
   * @param parts its parts, none of which is kept on the heap
   * @param segmentBytes most bytes of a mapped file
   */
  static void build(
      Broadcast<SparkShardRecipe> recipe, int index, Iterator<Shard> parts, long segmentBytes) {
    SegmentFolders folders = SparkLocalFolders.ofThisExecutor(segmentBytes);
    get(recipe, index, () -> recipe.value().map(index, () -> parts, folders));
  }

  /** Returns a shard, made from the store where it is not there. */
  static Shard get(Broadcast<SparkShardRecipe> recipe, int index, long segmentBytes) {
    return get(
        recipe,
        index,
        () -> {
          LOG.info("making mapped shard {} anew from the store", index);
          SegmentFolders folders = SparkLocalFolders.ofThisExecutor(segmentBytes);
          return recipe.value().map(index, folders);
        });
  }

  private static Shard get(Broadcast<SparkShardRecipe> recipe, int index, Supplier<Shard> made) {
    sweep();
    // What is made before the recipe is here would look like one whose recipe is gone.
    recipe.value();
    Key key = new Key(SparkEnv.get().conf().getAppId(), recipe.id(), index);
    Shard shard = SLOTS.computeIfAbsent(key, k -> new Slot()).get(made);
    startSweeper();
    return shard;
  }

  /** Returns how many shards this executor has. */
  static int count() {
    return SLOTS.size();
  }

  /** Lets go of all shards, as if the executor were new. */
  static void forget() {
    SLOTS.clear();
  }

  /** Lets go of the shards whose recipes are destroyed. */
  static void sweep() {
    if (SLOTS.keySet().removeIf(key -> !isWanted(key))) {
      // Their space is free when the garbage collector has found the mappings, which on a heap
      // with room it may not look for in hours.
      System.gc();
    }
  }

  private static boolean isWanted(Key key) {
    SparkEnv env = SparkEnv.get();
    return env != null
        && env.conf().getAppId().equals(key.application())
        && env.blockManager().getStatus(new BroadcastBlockId(key.recipe(), "")).isDefined();
  }

  /** For the time in which no task asks for a shard. */
  private static synchronized void startSweeper() {
    if (sweeper == null) {
      sweeper = new Timer("almkd mapped shards", true);
      sweeper.schedule(
          new TimerTask() {
            @Override
            public void run() {
              sweep();
            }
          },
          SWEEP_MILLIS,
          SWEEP_MILLIS);
    }
  }
}
