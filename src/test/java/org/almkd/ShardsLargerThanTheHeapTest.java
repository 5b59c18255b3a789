package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run whose one shard is larger than the heap of the JVM that works on it, from synthetic rows to
 * a report with lambda passes, against the same student in a JVM with room for it.
 */
@Tag("cluster")
@Tag("long")
class ShardsLargerThanTheHeapTest {
  /** The least that Spark starts with is 450 MiB. */
  private static final String SMALL_HEAP = "-Xmx512m";

  private static final String LARGE_HEAP = "-Xmx3500m";
  private static final long MINUTES = 30;

  /** 280,000 training rows of 512 numbers of 4 bytes: 547 MiB. */
  private static final String RUN_FILE =
      """
      run { name = large, dir = "%1$s/runs" }
      store.dir = "%1$s/store"
      data { source = synthetic, classes = 2
        synthetic { train-rows = 280000, validation-rows = 2000, test-rows = 2000, features = 512, informative = 8 } }
      teachers = [{ name = big, epochs = 1, architecture.hidden = [16] }]
      student.architecture.hidden = [8]
      train { epochs = 3, batch-size = 4096, learning-rate.initial = 0.1 }
      evaluate.every-epochs = 3
      mixing.adaptive { warmup-epochs = 1, update-every-epochs = 1, chunk-size = 4096 }
      """;

  @TempDir Path folder;

  @Test
  void endsWithTheSameBits() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("run.conf"), RUN_FILE.formatted(folder));
    String mapped = distil("mapped", SMALL_HEAP);
    assertThat(mapped).contains("shards are mapped from local files");
    String heap = distil("heap", LARGE_HEAP);
    assertThat(heap).contains("shards are kept on the heap").doesNotContain("shards are mapped");
    String sha = "/parametersSha256";
    assertThat(Runs.json(folder.resolve("runs/mapped/report.json")).at(sha).asText())
        .hasSize(64)
        .isEqualTo(Runs.json(folder.resolve("runs/heap/report.json")).at(sha).asText());
    assertThat(Runs.lambdas(folder.resolve("runs/mapped")))
        .isEqualTo(Runs.lambdas(folder.resolve("runs/heap")));
  }

  /** Returns what a JVM of its own has logged. */
  private String distil(String id, String heap) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.add(heap);
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    command.add("-Dspark.master=local[1,4]");
    command.add("-Dspark.driver.host=127.0.0.1");
    command.add("-Dspark.ui.enabled=false");
    command.add("-Dspark.local.dir=" + Files.createDirectories(folder.resolve("local")));
    command.add("-Dlog4j2.configurationFile=" + Path.of("conf/log4j2.properties").toAbsolutePath());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("org.almkd.Main");
    command.addAll(List.of("distill", "--config", folder + "/run.conf", "run.id=" + id));
    Path log = folder.resolve(id + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
      String said = Files.readString(log);
      assertThat(ended).as(said).isTrue();
      assertThat(process.exitValue()).as(said).isZero();
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}
