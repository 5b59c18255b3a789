package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.almkd.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusTest {
  private static final Status STOPPED =
      new Status(
          "nightly",
          Status.State.RESUMABLE,
          "7@host",
          "20260101T000000000-abc",
          "7 12 boot pid:[1]",
          Instant.parse("2026-01-02T03:04:05Z"),
          Duration.ofMillis(1500),
          143,
          "told to end");

  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsRead() {
    RunFolder run = new RunFolder(new Storage(new Configuration(false)), folder.toString());
    assertThat(run.lastStatus()).isEmpty();
    run.status(STOPPED);
    assertThat(run.lastStatus()).contains(STOPPED);
  }

  @Test
  void aRunThatGoesOnHasNoExitCode() {
    Status running =
        new Status(
            "nightly",
            Status.State.RUNNING,
            "7@host",
            "a",
            "",
            Instant.EPOCH,
            Duration.ZERO,
            -1,
            "");
    assertThat(running.toJson()).doesNotContainKeys("exitCode", "message");
    assertThat(STOPPED.toJson()).containsEntry("exitCode", 143).containsEntry("state", "RESUMABLE");
  }

  @Test
  void whatAnOlderVersionWroteIsRead() {
    String older =
        """
        { "runId": "r", "state": "FAILED", "owner": "7@host",
          "heartbeat": "2026-01-02T03:04:05Z", "exitCode": 3, "message": "m" }
        """;
    Status status = Status.parse(older.getBytes(UTF_8)).orElseThrow();
    assertThat(status.exitCode()).isEqualTo(3);
    assertThat(status.attempt()).isEmpty();
    assertThat(status.process()).isEmpty();
    assertThat(status.interval()).isZero();
  }

  @Test
  void whatIsCutOffSaysNothing() {
    assertThat(Status.parse("{ \"runId\": \"r\", \"state\"".getBytes(UTF_8))).isEmpty();
  }

  @Test
  void itsAgeIsTakenOnTheClockOfTheFiles() throws IOException {
    RunFolder run = new RunFolder(new Storage(new Configuration(false)), folder.toString());
    run.status(STOPPED);
    assertThat(run.statusAge().orElseThrow()).isLessThan(Duration.ofSeconds(10));
    Path file = folder.resolve("status.json");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(500)));
    assertThat(run.statusAge().orElseThrow())
        .isBetween(Duration.ofSeconds(499), Duration.ofSeconds(520));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(500)));
    assertThat(run.statusAge()).contains(Duration.ZERO);
    assertThat(folder.toFile().list()).as("the probe is gone").containsExactly("status.json");
  }
}
