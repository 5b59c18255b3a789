package org.almkd.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.almkd.storage.RunAttempts.RunAttempt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who owns a run, and whose checkpoints count. */
class RunAttemptsTest {
  @TempDir private Path folder;
  private RunAttempts attempts;

  @BeforeEach
  void open() {
    attempts = new RunAttempts(new Storage(new Configuration(false)), folder.toString());
  }

  @Test
  void theFirstStartOwnsTheRunAndHasNoParent() {
    assertThat(attempts.owner()).isEmpty();
    RunAttempt first = attempts.begin(Map.of("owner", "7@host"));
    assertThat(attempts.isOwner(first)).isTrue();
    assertThat(first.parent()).isEmpty();
    assertThat(attempts.owner()).contains(first);
    assertThat(attempts.owner().orElseThrow().fact("owner")).isEqualTo("7@host");
    assertThat(attempts.owner().orElseThrow().fact("other")).isEmpty();
    assertThat(attempts.line(first)).containsExactly(first.id());
  }

  @Test
  void aLaterStartTakesTheRunAndNamesWhomItFollows() {
    RunAttempt first = attempts.begin(Map.of());
    RunAttempt second = attempts.begin(Map.of());
    RunAttempt third = attempts.begin(Map.of());
    assertThat(attempts.isOwner(first)).isFalse();
    assertThat(attempts.isOwner(second)).isFalse();
    assertThat(attempts.isOwner(third)).isTrue();
    assertThat(attempts.line(third)).containsExactly(third.id(), second.id(), first.id());
  }

  @Test
  void ofTwoStartsAtOnceOneOwnsTheRunWhoeverLooks() throws IOException {
    RunAttempt first = attempts.begin(Map.of());
    write(2, "20260102T000000000-b", first.id());
    write(2, "20260101T000000000-a", first.id());
    RunAttempt late = attempt("20260102T000000000-b", first.id());
    RunAttempt early = attempt("20260101T000000000-a", first.id());
    assertThat(attempts.isOwner(late)).isFalse();
    assertThat(attempts.isOwner(early)).isTrue();
    RunAttempt next = attempts.begin(Map.of());
    assertThat(attempts.line(next)).containsExactly(next.id(), early.id(), first.id());
  }

  @Test
  void aStartThatNoticesLateThatItLostStaysOutOfTheLine() throws IOException {
    write(1, "20260101T000000000-a", "");
    write(2, "20260102T000000000-b", "20260101T000000000-a");
    write(3, "20260103T000000000-c", "20260102T000000000-b");
    // It looked before b did, was asleep, and wrote its file with an earlier id.
    write(2, "20260101T120000000-x", "20260101T000000000-a");
    RunAttempt owner = attempts.owner().orElseThrow();
    assertThat(attempts.line(owner))
        .containsExactly("20260103T000000000-c", "20260102T000000000-b", "20260101T000000000-a");
    assertThat(attempts.isOwner(attempt("20260101T120000000-x", "20260101T000000000-a"))).isFalse();
  }

  @Test
  void aFileThatWasCutOffIsPassedOverAndItsNumberStays() throws IOException {
    RunAttempt first = attempts.begin(Map.of());
    Files.writeString(folder.resolve("attempts/000002-20260101T000000000-a.json"), "{ \"id\":");
    assertThat(attempts.owner()).contains(first);
    assertThat(attempts.isOwner(first)).as("somebody else was about to take it").isFalse();
    RunAttempt next = attempts.begin(Map.of());
    assertThat(next.parent()).isEqualTo(first.id());
    assertThat(attempts.isOwner(next)).isTrue();
    assertThat(folder.resolve("attempts/000003-" + next.id() + ".json")).exists();
  }

  @Test
  void parentsInACircleEnd() throws IOException {
    write(1, "a", "b");
    write(2, "b", "a");
    assertThat(attempts.line(attempt("b", "a"))).containsExactly("b", "a");
  }

  private static RunAttempt attempt(String id, String parent) {
    return new RunAttempt(id, parent, Map.of());
  }

  private void write(int number, String id, String parent) throws IOException {
    Files.createDirectories(folder.resolve("attempts"));
    Files.writeString(
        folder.resolve("attempts/%06d-%s.json".formatted(number, id)),
        "{ \"id\": \"%s\", \"parent\": \"%s\", \"facts\": {} }".formatted(id, parent));
  }
}
