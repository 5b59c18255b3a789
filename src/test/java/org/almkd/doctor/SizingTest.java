package org.almkd.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The worked example of {@code deploy/README.md}: its numbers are what the doctor computes. */
class SizingTest {
  private static final RunSizes EXAMPLE =
      new RunSizes(8, 802_100, 1, 220_000, 200_000, 10_000, 300, 500, 100);

  private static long mib(long bytes) {
    return Math.round((double) bytes / Bytes.MIB);
  }

  private static String flag(long bytes) {
    return Bytes.setting(Math.max((long) (bytes / 0.7), bytes + 512 * Bytes.MIB) + 64 * Bytes.MIB);
  }

  @Test
  void numbersAreThoseOfTheDoctor() throws IOException {
    long driver = MemoryChecks.IDLE_HEAP_BYTES + EXAMPLE.driverHeap();
    long executor = MemoryChecks.IDLE_HEAP_BYTES + EXAMPLE.executorHeap(4, 2);
    long outside = EXAMPLE.executorNative(2);
    assertThat(Files.readString(Path.of("deploy/README.md")))
        .contains(
            "give %,d MiB of heap\nand %d MiB outside it"
                .formatted(mib(driver + EXAMPLE.executorHeap(1, 2)), mib(outside)),
            "the driver needs %d MiB and an executor %d MiB of heap"
                .formatted(mib(driver), mib(executor)),
            "`--driver-memory %s`".formatted(flag(driver)),
            "`--executor-memory %s`".formatted(flag(executor)),
            "take\n%d MiB: `spark.executor.memoryOverhead=%s`"
                .formatted(
                    mib(MemoryChecks.JVM_BYTES + outside),
                    Bytes.setting(MemoryChecks.JVM_BYTES + outside)),
            "result is %d MiB".formatted(mib(EXAMPLE.largestResult())));
  }
}
