package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.almkd.config.RunConfig;
import org.almkd.config.RunConfigReader;
import org.almkd.mixing.LambdaTable;
import org.almkd.report.RunFolder;
import org.almkd.report.Status;
import org.almkd.storage.RunAttempts;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;
import org.almkd.train.StateKeeper;
import org.almkd.train.TrainingState;
import org.almkd.train.TrainingStoppedException;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process's hold on a run: signs of life, and its loss. */
class RunOwnershipTest {
  private static final RunConfig CONFIG =
      RunConfigReader.read(
          "run.conf", "method = labels, data.source = synthetic, run.heartbeat = 1 s", List.of());

  private static final String APPLICATION = "application_1_0001";

  @TempDir private Path path;
  private final Storage storage = new Storage(new Configuration(false));

  @Test
  void itsHeartBeatsWhileItWorks() throws InterruptedException {
    RunFolder folder = folder();
    try (RunOwnership ownership = take(folder)) {
      Status first = folder.lastStatus().orElseThrow();
      assertThat(first.state()).isEqualTo(Status.State.RUNNING);
      await(() -> heartbeat(folder).isAfter(first.heartbeat()));
      assertThat(folder.lastStatus().orElseThrow().attempt()).isEqualTo(first.attempt());
      assertThatThrownBy(() -> take(folder))
          .as("this process works on it")
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("works on it");
      ownership.succeeded();
      assertThat(folder.lastStatus().orElseThrow().state()).isEqualTo(Status.State.SUCCEEDED);
    }
    take(folder).close();
  }

  @Test
  void afterItsLossItSaysNothingMore() throws InterruptedException {
    RunFolder folder = folder();
    try (RunOwnership ownership = take(folder)) {
      StateKeeper keeper = ownership.checkpoints().of("net", "0123456789abcdef", 9);
      TrainingState start = keeper.resume(TrainingState.start(new float[1], LambdaTable.EMPTY));
      keeper.reached(start);
      new RunAttempts(storage, folder.path()).begin(Map.of("owner", "8@elsewhere"));
      await(
          () -> {
            try {
              keeper.reached(start);
              return false;
            } catch (StorageException e) {
              assertThat(e).hasMessageContaining("8@elsewhere has taken it over");
              return true;
            }
          });
      Optional<Status> last = folder.lastStatus();
      TimeUnit.MILLISECONDS.sleep(1_100);
      ownership.failed(5, "lost");
      assertThat(folder.lastStatus()).isEqualTo(last);
      assertThat(last.orElseThrow().state()).isEqualTo(Status.State.RUNNING);
    }
  }

  @Test
  void aStatusThatIsBeingWrittenIsReadAgain() throws Exception {
    RunFolder folder = folder();
    elsewhere(folder, "another application", Duration.ofMinutes(5));
    byte[] whole = Files.readAllBytes(status());
    Files.write(status(), new byte[0]);
    Thread owner =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(300);
                Files.write(status(), whole);
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    owner.start();
    assertThatThrownBy(() -> take(folder))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("found that 8@elsewhere works on it");
    owner.join();
  }

  @Test
  void aStatusThatStaysUnreadableIsASignOfLifeUntilItIsOld() throws IOException {
    RunFolder folder = folder();
    elsewhere(folder, "another application", Duration.ofMinutes(5));
    Files.writeString(status(), "{ \"state\":");
    Files.setLastModifiedTime(status(), FileTime.from(Instant.now().plusSeconds(60)));
    assertThatThrownBy(() -> take(folder))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("found that 8@elsewhere works on it, last seen 0 s ago");
    Files.setLastModifiedTime(status(), FileTime.from(Instant.now().minusSeconds(4)));
    take(folder).close();
  }

  @Test
  void anEarlierTryOfTheSameApplicationIsWaitedFor() throws IOException {
    RunFolder folder = folder();
    elsewhere(folder, APPLICATION, Duration.ofMillis(200));
    long began = System.nanoTime();
    take(folder).close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(500));
  }

  @Test
  void anEarlierTryThatLivesKeepsItsRun() throws IOException {
    RunFolder folder = folder();
    elsewhere(folder, APPLICATION, Duration.ofMillis(100));
    // As one that beats meanwhile.
    Files.setLastModifiedTime(status(), FileTime.from(Instant.now().plusSeconds(60)));
    assertThatThrownBy(() -> take(folder))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("found that 8@elsewhere works on it");
  }

  /** A driver on another machine that works on the run. */
  private void elsewhere(RunFolder folder, String application, Duration interval) {
    RunAttempts.RunAttempt attempt =
        new RunAttempts(storage, folder.path())
            .begin(Map.of("owner", "8@elsewhere", "application", application));
    folder.status(
        new Status(
            "id",
            Status.State.RUNNING,
            "8@elsewhere",
            attempt.id(),
            "8 1 another boot pid:[1]",
            Instant.now(),
            interval,
            -1,
            ""));
  }

  private Path status() {
    return path.resolve("status.json");
  }

  @Test
  void afterItsLossItDoesNotSucceed() {
    RunFolder folder = folder();
    try (RunOwnership ownership = take(folder)) {
      keeper(ownership, "net").finished(EpochStates.after(1));
      Optional<Status> last = folder.lastStatus();
      new RunAttempts(storage, folder.path()).begin(Map.of("owner", "8@elsewhere"));
      assertThatThrownBy(ownership::succeeded)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("8@elsewhere has taken it over");
      assertThat(folder.lastStatus()).isEqualTo(last);
      assertThat(path.resolve("checkpoints")).isNotEmptyDirectory();
    }
  }

  @Test
  void toldToEndItSaysWhatItReached() {
    RunFolder folder = folder();
    try (RunOwnership ownership = take(folder)) {
      ownership
          .checkpoints()
          .of("net", "0123456789abcdef", 9)
          .resume(TrainingState.start(new float[1], LambdaTable.EMPTY));
      assertThat(ownership.stopped(new TrainingStoppedException(143, "told to end")))
          .isEqualTo(
              "Stopped id (net-0123456789abcdef after epoch 0): told to end; start it again with the same run id to go on");
      ownership.failed(1, "Spark is gone");
      Status status = folder.lastStatus().orElseThrow();
      assertThat(status.state()).isEqualTo(Status.State.RESUMABLE);
      assertThat(status.exitCode()).isEqualTo(143);
    }
    take(folder).close();
  }

  @Test
  void whatCannotBeKeptKeepsItFromNothingElse() throws IOException {
    RunFolder folder = folder();
    try (RunOwnership ownership = take(folder)) {
      keeper(ownership, "bad").reached(EpochStates.after(1));
      keeper(ownership, "good").reached(EpochStates.after(2));
      Path checkpoints = Files.createDirectories(path.resolve("checkpoints"));
      Files.writeString(checkpoints.resolve("bad-0123456789abcdef"), "in the way");
      assertThat(ownership.stopped(new TrainingStoppedException(75, "told to end")))
          .contains(
              "good-0123456789abcdef after epoch 2",
              "bad-0123456789abcdef at what was kept before, as its last state could not be: Cannot");
      Status status = folder.lastStatus().orElseThrow();
      assertThat(status.state()).isEqualTo(Status.State.RESUMABLE);
      assertThat(status.exitCode()).isEqualTo(75);
      assertThat(status.message()).contains("could not be: Cannot");
    }
  }

  @Test
  void whoLostTheRunDoesNotSayThatItGoesOn() {
    RunFolder folder = folder();
    try (RunOwnership ownership = take(folder)) {
      keeper(ownership, "net").reached(EpochStates.after(1));
      new RunAttempts(storage, folder.path()).begin(Map.of("owner", "8@elsewhere"));
      assertThatThrownBy(() -> ownership.stopped(new TrainingStoppedException(143, "told to end")))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("8@elsewhere has taken it over");
      assertThat(folder.lastStatus().orElseThrow().state()).isEqualTo(Status.State.RUNNING);
    }
  }

  @Test
  void whoLostTheRunReplacesNoResultAndBeginsNoTraining() {
    RunFolder folder = folder();
    try (RunOwnership ownership = take(folder)) {
      RunFolder own = folder.guardedBy(ownership::requireToGoOn);
      own.write("report.json", "mine");
      new RunAttempts(storage, folder.path()).begin(Map.of("owner", "8@elsewhere"));
      folder.write("report.json", "theirs");
      List<ThrowingCallable> tries =
          List.of(
              () -> own.write("report.json", "mine"),
              () -> own.finish("id"),
              () -> keeper(ownership, "net"));
      for (ThrowingCallable tried : tries) {
        assertThatThrownBy(tried)
            .isInstanceOf(StorageException.class)
            .hasMessageContaining("8@elsewhere has taken it over");
      }
      assertThat(path.resolve("report.json")).hasContent("theirs");
      assertThat(folder.isFinished()).isFalse();
    }
  }

  @Test
  void runsAreStoppedAtOnceAndASlowOneKeepsNoOther() throws InterruptedException {
    RunFolder first = folder();
    RunFolder second = new RunFolder(storage, path + "/second");
    TrainingStoppedException why = new TrainingStoppedException(143, "told to end");
    try (RunOwnership quick = take(first);
        RunOwnership slow = take(second)) {
      synchronized (slow) {
        assertThat(RunShutdown.stop(Set.of(slow, quick), why, 5)).isFalse();
        assertThat(first.lastStatus().orElseThrow().state()).isEqualTo(Status.State.RESUMABLE);
        // Its heart beats on, and half of a status says nothing.
        await(() -> second.lastStatus().isPresent());
        assertThat(second.lastStatus().map(Status::state))
            .isNotEqualTo(Optional.of(Status.State.RESUMABLE));
      }
      assertThat(RunShutdown.stop(Set.of(slow), why, 30)).isTrue();
      assertThat(second.lastStatus().orElseThrow().state()).isEqualTo(Status.State.RESUMABLE);
    }
    assertThat(RunShutdown.stop(Set.of(), why, 1)).as("nothing to stop").isTrue();
  }

  /** What fails while Spark ends must not be taken for all that the run has to show. */
  @Test
  void whoIsToldToEndFinishesNothing() {
    RunFolder folder = folder();
    try (RunOwnership ownership = take(folder)) {
      RunFolder own = folder.guardedBy(ownership::requireToGoOn);
      own.write("report.json", "{}");
      ownership.stopped(new TrainingStoppedException(143, "told to end"));
      assertThatThrownBy(() -> own.finish("id")).isInstanceOf(TrainingStoppedException.class);
      assertThat(folder.isFinished()).isFalse();
    }
  }

  @Test
  void triesOfOneApplicationShareTheLimitOfTheTime() {
    RunConfig limited =
        RunConfigReader.read(
            "run.conf",
            "method = labels, data.source = synthetic, run.max-duration = 1 hour",
            List.of());
    Map<String, String> earlier =
        Map.of(
            "application",
            APPLICATION,
            "process",
            "8 1 another boot pid:[1]",
            "started",
            Instant.now().minus(Duration.ofHours(2)).toString(),
            "configDigest",
            limited.digest());
    RunAttempts attempts = new RunAttempts(storage, path.toString());
    attempts.begin(earlier);
    try (RunOwnership ownership =
        RunOwnership.take(storage, folder(), limited, "id", "another application")) {
      keeper(ownership, "net").reached(EpochStates.after(1));
    }
    attempts.begin(earlier);
    try (RunOwnership ownership =
        RunOwnership.take(storage, folder(), limited, "id", APPLICATION)) {
      StateKeeper keeper = keeper(ownership, "net");
      assertThatThrownBy(() -> keeper.reached(EpochStates.after(2)))
          .isInstanceOf(TrainingStoppedException.class)
          .hasMessage("run.max-duration is over");
      ownership.failed(5, "the disk was full");
    }
    attempts.begin(earlier);
    try (RunOwnership ownership =
        RunOwnership.take(storage, folder(), limited, "id", APPLICATION)) {
      keeper(ownership, "net").reached(EpochStates.after(3));
    }
  }

  private static StateKeeper keeper(RunOwnership ownership, String training) {
    StateKeeper keeper = ownership.checkpoints().of(training, "0123456789abcdef", 9);
    keeper.resume(TrainingState.start(new float[1], LambdaTable.EMPTY));
    return keeper;
  }

  private RunOwnership take(RunFolder folder) {
    return RunOwnership.take(storage, folder, CONFIG, "id", APPLICATION);
  }

  private RunFolder folder() {
    return new RunFolder(storage, path.toString());
  }

  /** A file that is just being written has no heartbeat. */
  private static Instant heartbeat(RunFolder folder) {
    return folder.lastStatus().map(Status::heartbeat).orElse(Instant.EPOCH);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("half a minute is over").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
