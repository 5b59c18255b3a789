package org.almkd.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.almkd.config.ShardPlacement;
import org.almkd.data.Split;
import org.junit.jupiter.api.Test;

class ShardMemoryTest {
  private static final long GIB = 1L << 30;
  private static final long MIB = 1L << 20;

  @Test
  void rowsAreFeaturesLogitsAndTwentyBytes() {
    Map<Split, Integer> rows = Map.of(Split.TRAIN, 10, Split.TEST, 3);
    assertThat(ShardMemory.bytes(rows, 100, 0, 0)).isEqualTo(13 * 120);
    assertThat(ShardMemory.bytes(rows, 100, 7, 0)).isEqualTo(13 * (120 + 28));
    // Views are of training rows alone.
    assertThat(ShardMemory.bytes(rows, 100, 7, 2)).isEqualTo(10 * (120 + 84) + 3 * 148);
  }

  @Test
  void twiceTheShardsOfTheFullestExecutorMustFit() {
    // Six tenths of 1,324 - 300 MiB are 614.4 MiB, and half of that 307.2.
    long heap = 1324 * MIB;
    assertThat(new ShardMemory(307 * MIB, 1, 1, heap).isMapped(ShardPlacement.AUTO)).isFalse();
    assertThat(new ShardMemory(308 * MIB, 1, 1, heap).isMapped(ShardPlacement.AUTO)).isTrue();
    // Five shards on two executors: one has three.
    assertThat(new ShardMemory(500 * MIB, 5, 2, heap).perExecutor()).isEqualTo(300 * MIB);
    // One shard is not shared by executors.
    assertThat(new ShardMemory(500 * MIB, 1, 4, heap).perExecutor()).isEqualTo(500 * MIB);
    assertThat(new ShardMemory(500 * MIB, 1, 4, heap).disk()).isEqualTo(1000 * MIB);
  }

  @Test
  void aHeapThatIsAllReservedHasRoomForNothing() {
    assertThat(new ShardMemory(1, 1, 1, 200 * MIB).room()).isZero();
    assertThat(new ShardMemory(1, 1, 1, 200 * MIB).isMapped(ShardPlacement.AUTO)).isTrue();
  }

  @Test
  void whoeverChoosesIsObeyed() {
    assertThat(new ShardMemory(9 * GIB, 1, 1, GIB).isMapped(ShardPlacement.HEAP)).isFalse();
    assertThat(new ShardMemory(1, 1, 1, GIB).isMapped(ShardPlacement.MAPPED)).isTrue();
  }

  @Test
  void theLogSaysWhatWasChosenAndWhy() {
    assertThat(new ShardMemory(GIB, 1, 1, GIB).describe(ShardPlacement.AUTO))
        .isEqualTo(
            "shards are mapped from local files, which take up to 2.000 GiB an executor"
                + " (cluster.shards = auto: 1.000 GiB of rows on an executor, twice that while"
                + " they are packed, and 0.424 GiB of its heap for them)");
    assertThat(new ShardMemory(GIB / 8, 1, 1, GIB).describe(ShardPlacement.AUTO))
        .startsWith("shards are kept on the heap (cluster.shards = auto: 0.125 GiB of rows");
  }
}
