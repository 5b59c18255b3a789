package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.almkd.data.LocalSpark;
import org.almkd.storage.Manifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep whose JVM is killed, and started again. */
@Tag("spark")
@Tag("slow")
class SweepKillTest {
  private static final String SWEEP =
      """
      train.epochs = 20
      sweep {
        seeds = 3
        axes.method = [ { name = labels, method = labels }, { name = alm-kd, method = alm-kd }, { name = wild, method = labels, teachers = [],
          train.learning-rate { kind = constant, initial = 1e30 } } ]
      }
      """;

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    LocalSpark.session();
  }

  @Test
  void startedAgainItRepeatsNoFinishedCellAndGivesTheSameBytes() throws Exception {
    TinyRun tiny = new TinyRun(folder);
    Path file = tiny.write("sweep.conf", Files.readString(folder.resolve("run.conf")) + SWEEP);
    assertThat(sweep(file)).isEqualTo(6);
    byte[] uninterrupted = Files.readAllBytes(tiny.runs().resolve("sweep/cells.csv"));
    Map<Path, String> results = results(tiny);
    tiny.deleteRuns();

    try (DriverJvm job = DriverJvm.start(folder.resolve("log"), "sweep", file.toString())) {
      job.await(() -> times(tiny).size() >= 2);
      job.kill();
    }
    Map<Path, FileTime> finished = times(tiny);
    assertThat(finished).hasSizeBetween(2, 5);
    assertThat(tiny.runs().resolve("sweep/cells.csv")).doesNotExist();

    assertThat(sweep(file)).isEqualTo(6);
    assertThat(times(tiny)).hasSize(6).containsAllEntriesOf(finished);
    assertThat(Files.readAllBytes(tiny.runs().resolve("sweep/cells.csv"))).isEqualTo(uninterrupted);
    assertThat(results(tiny)).isEqualTo(results);
  }

  private static int sweep(Path file) {
    return Said.by(() -> Main.run("sweep", file.toString())).code();
  }

  /** When each run was finished: a manifest that the kill cut off is none. */
  private static Map<Path, FileTime> times(TinyRun tiny) {
    Map<Path, FileTime> times = new LinkedHashMap<>();
    for (Path file : tiny.files("/run.manifest.json")) {
      if (Manifest.parse(TinyRun.read(file)).isPresent()) {
        times.put(file, modified(file));
      }
    }
    return times;
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Digest of the parameters of each student. */
  private static Map<Path, String> results(TinyRun tiny) {
    Map<Path, String> results = new LinkedHashMap<>();
    for (Path file : tiny.files("/report.json")) {
      results.put(file, Runs.json(file).findValue("parametersSha256").asText());
    }
    return results;
  }
}
