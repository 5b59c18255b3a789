package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.almkd.data.LocalSpark;
import org.almkd.storage.RunAttempts;
import org.almkd.storage.Sha256;
import org.almkd.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that stops and is started again ends as one that was never stopped. */
@Tag("spark")
class ResumeEndToEndTest {
  /** Three rounds an epoch, two epochs a training: of a teacher, a student and a baseline. */
  private static final List<String> MANY_ROUNDS =
      List.of("train.workers=2", "train.averaging.every=2 batches", "baselines=[{method=fixed}]");

  private static final String STOP = "run.max-duration=1 ms";
  private static final String OF_ANOTHER_PROCESS = "$18 1 another boot pid:[1]";

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    LocalSpark.session();
  }

  @Test
  void stoppedAfterEveryRoundItEndsTheSame() {
    TinyRun tiny = new TinyRun(folder);
    RunResult uninterrupted = finished(tiny, tiny.run(arguments(MANY_ROUNDS)));
    tiny.deleteRuns();

    int stops = 0;
    Said said = tiny.run(arguments(MANY_ROUNDS, STOP));
    while (said.code() == 75) {
      stops++;
      Path run = tiny.runFolders().get(0);
      JsonNode status = Runs.json(run.resolve("status.json"));
      assertThat(status.path("state").asText()).isEqualTo("RESUMABLE");
      assertThat(status.path("exitCode").asInt()).isEqualTo(75);
      assertThat(status.path("message").asText())
          .isEqualTo(said.warnings().get(said.warnings().size() - 1))
          .contains("run.max-duration is over", "start it again with the same run id");
      assertThat(run.resolve("run.manifest.json")).doesNotExist();
      assertThat(tiny.files("state-[0-9a-f]+.bin")).hasSizeBetween(1, 6);
      said = tiny.run(arguments(MANY_ROUNDS, STOP));
    }
    assertThat(stops).as("one stop for each round").isEqualTo(3 * 2 * 3);
    assertThat(finished(tiny, said)).isEqualTo(uninterrupted);
    assertThat(tiny.runFolders().get(0).resolve("checkpoints")).doesNotExist();
    assertThat(tiny.run(arguments(MANY_ROUNDS)).out()).isEqualTo(said.out());
    Path status = tiny.runFolders().get(0).resolve("status.json");
    String succeeded = TinyRun.text(status);
    tiny.write(
        "runs/" + tiny.runFolders().get(0).getFileName() + "/status.json",
        succeeded.replace("SUCCEEDED", "RUNNING"));
    assertThat(tiny.run(arguments(MANY_ROUNDS)).code()).isZero();
    assertThat(TinyRun.text(status)).as("killed before it could say so").isEqualTo(succeeded);
  }

  @Test
  void killedAtAnyCheckpointItEndsTheSameThoughTheNewestIsDamaged() throws IOException {
    TinyRun tiny = new TinyRun(folder);
    RunResult uninterrupted = finished(tiny, tiny.run(arguments(MANY_ROUNDS)));
    tiny.deleteRuns();

    for (String training : List.of("teacher-big", "student")) {
      while (checkpoints(tiny, training).isEmpty()) {
        assertThat(tiny.run(arguments(MANY_ROUNDS, STOP)).code()).isEqualTo(75);
      }
      assertThat(tiny.run(arguments(MANY_ROUNDS, STOP)).code()).isEqualTo(75);
      Path newest = checkpoints(tiny, training).get(1);
      byte[] bytes = TinyRun.read(newest);
      bytes[40] ^= 1;
      Files.write(newest, bytes);
      Said said = tiny.run(arguments(MANY_ROUNDS, STOP));
      assertThat(said.warnings())
          .anyMatch(w -> w.contains("skipped the checkpoint") && w.contains("SHA-256"));
      assertThat(said.messages()).anyMatch(m -> m.contains("goes on from its checkpoint"));
    }
    assertThat(finished(tiny, tiny.run(arguments(MANY_ROUNDS)))).isEqualTo(uninterrupted);
  }

  @Test
  void networksOnTheWayToTheStudentGoOn() {
    TinyRun tiny = new TinyRun(folder);
    List<String> chain =
        List.of(
            "teachers=[{ name = big, architecture.hidden = [5], checkpoints-at = [1], folds = 2 }]",
            "method=takd",
            "takd.assistants=[{ name = mid, architecture.hidden = [5] }]",
            "train.epochs=3");
    RunResult uninterrupted = finished(tiny, tiny.run(arguments(chain)));
    tiny.deleteRuns();
    int stops = 0;
    Said said = tiny.run(arguments(chain, STOP));
    while (said.code() == 75) {
      stops++;
      said = tiny.run(arguments(chain, STOP));
    }
    assertThat(stops).as("folds train side by side").isBetween(3 * 3, 5 * 3);
    assertThat(finished(tiny, said)).isEqualTo(uninterrupted);
  }

  @Test
  void anotherConfigurationUnderTheSameIdIsRefusedWithItsKeys() {
    TinyRun tiny = new TinyRun(folder);
    assertThat(tiny.run("run.id=same", STOP).code()).isEqualTo(75);
    String told =
        TinyRun.onlyError(tiny.run("run.id=same", "train.epochs=3", "mixing.temperature=2"));
    assertThat(told)
        .contains(
            "Cannot run same",
            "mixing.temperature = 2 (was 4)",
            "train.epochs = 3 (was 2)",
            "choose another run.id")
        .doesNotContain("max-duration");
    assertThat(tiny.run("run.id=same", "train.epochs=3").code()).isEqualTo(2);
    assertThat(tiny.run("run.id=same", "run.checkpoint.keep=1").code()).isZero();
    assertThat(tiny.run("run.id=same", "train.epochs=3").code())
        .as("though it is finished")
        .isEqualTo(2);
    assertThat(tiny.run("run.id=same").code()).isZero();
  }

  @Test
  void aRunThatAnotherWorksOnIsLeftAloneUntilThatIsSilent() throws IOException {
    TinyRun tiny = new TinyRun(folder);
    assertThat(tiny.run(STOP).code()).isEqualTo(75);
    Path status = tiny.runFolders().get(0).resolve("status.json");
    String running =
        """
        { "runId": "tiny", "state": "RUNNING", "owner": "7@elsewhere", "attempt": "a",
          "process": "7 0 another boot", "heartbeat": "2020-01-01T00:00:00Z",
          "heartbeatSeconds": 20 }
        """;
    Files.writeString(status, running);
    Said refused = tiny.run();
    assertThat(refused.code()).isEqualTo(5);
    assertThat(TinyRun.onlyError(refused))
        .contains("7@elsewhere works on it", "take", "start again in");
    assertThat(Files.readString(status)).isEqualTo(running);

    // The clock of the files counts, whatever that of the other machine says.
    Files.setLastModifiedTime(status, FileTime.from(Instant.now().minusSeconds(61)));
    Said taken = tiny.run();
    assertThat(taken.code()).isZero();
    assertThat(taken.warnings())
        .anyMatch(w -> w.contains("7@elsewhere") && w.contains("taken over"));
    assertThat(Runs.json(status).path("state").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void whatIsFinishedBeforeItIsTakenOverIsNotMadeAgain() throws IOException {
    TinyRun tiny = new TinyRun(folder);
    Said first = tiny.run();
    assertThat(first.code()).as(String.join("\n", first.errors())).isZero();
    Path run = tiny.runFolders().get(0);
    String timings = TinyRun.text(run.resolve("timings.json"));

    // An earlier try of this application, as it seems: it finishes while it is waited for.
    Path manifest = run.resolve("run.manifest.json");
    Path late = Files.move(manifest, folder.resolve("late"));
    Path status = run.resolve("status.json");
    tiny.write(
        "runs/" + run.getFileName() + "/status.json",
        TinyRun.text(status)
            .replace("SUCCEEDED", "RUNNING")
            .replaceFirst("(\"process\" : \")[^\"]*", OF_ANOTHER_PROCESS)
            .replaceFirst("(\"heartbeatSeconds\" : )[0-9.]+", "$10.6"));
    Path attempt = tiny.files("attempts/000001-.*[.]json").get(0);
    Files.writeString(
        attempt,
        TinyRun.text(attempt).replaceFirst("(\"process\" : \")[^\"]*", OF_ANOTHER_PROCESS));
    Said[] second = new Said[1];
    Thread start = new Thread(() -> second[0] = tiny.run());
    start.start();
    try {
      TimeUnit.MILLISECONDS.sleep(1_800);
      Files.move(late, manifest);
      start.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(second[0].warnings()).anyMatch(w -> w.contains("was an earlier try of local-"));
    assertThat(second[0].code()).as(String.join("\n", second[0].errors())).isZero();
    assertThat(second[0].out()).isEqualTo(first.out());
    assertThat(TinyRun.text(run.resolve("timings.json"))).isEqualTo(timings);
    assertThat(Runs.json(status).path("state").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void whoseRunIsTakenOverStopsAndChangesNothingMore() throws IOException {
    TinyRun tiny = new TinyRun(folder);
    assertThat(tiny.run(arguments(MANY_ROUNDS, STOP)).code()).isEqualTo(75);
    Path run = tiny.runFolders().get(0);
    Path status = run.resolve("status.json");
    Storage storage = new Storage(new Configuration(false));
    RunAttempts attempts = new RunAttempts(storage, run.toString());
    String theirs = "{ \"state\": \"RUNNING\", \"owner\": \"8@elsewhere\" }";
    Said said =
        Said.by(
            () -> {
              Thread other =
                  new Thread(
                      () -> {
                        while (!TinyRun.text(status).contains("RUNNING")) {
                          Thread.onSpinWait();
                        }
                        attempts.begin(Map.of("owner", "8@elsewhere"));
                        tiny.write("runs/" + run.getFileName() + "/status.json", theirs);
                      });
              other.start();
              return Main.run(
                  arguments(
                      List.of("distill", "--config", folder + "/run.conf"),
                      arguments(MANY_ROUNDS, "run.checkpoint.pause=0 s")));
            });
    assertThat(said.code()).isEqualTo(5);
    assertThat(said.errors())
        .singleElement()
        .asString()
        .contains("8@elsewhere has taken it over", "this one stops");
    assertThat(Files.readString(status)).isEqualTo(theirs);
    assertThat(run.resolve("run.manifest.json")).doesNotExist();
  }

  @Test
  void whoLostItWhileItPreparedRemovesNothingOfTheWinner() throws IOException {
    TinyRun tiny = new TinyRun(folder);
    assertThat(tiny.run().code()).isZero();
    Path run = tiny.runFolders().get(0);
    Files.move(run.resolve("run.manifest.json"), folder.resolve("manifest"));
    Map<Path, String> theirs = results(tiny, run);
    assertThat(theirs.keySet()).anyMatch(file -> file.toString().contains("/lambdas/"));
    RunAttempts attempts = new RunAttempts(new Storage(new Configuration(false)), run.toString());
    Thread other =
        new Thread(
            () -> {
              while (!TinyRun.text(run.resolve("status.json")).contains("RUNNING")) {
                Thread.onSpinWait();
              }
              attempts.begin(Map.of("owner", "8@elsewhere"));
            });
    other.start();
    Said said = tiny.run();
    assertThat(said.code()).isEqualTo(5);
    assertThat(said.errors()).singleElement().asString().contains("taken it over; expected");
    assertThat(results(tiny, run)).isEqualTo(theirs);
  }

  /** What a run has to show, by file. */
  private static Map<Path, String> results(TinyRun tiny, Path run) {
    Map<Path, String> results = new TreeMap<>();
    for (Path file : tiny.files("")) {
      String name = run.relativize(file).toString();
      if (!name.startsWith("..") && !name.matches("(attempts|uses)/.*|status.json|store.json")) {
        results.put(file, Sha256.of(TinyRun.text(file)));
      }
    }
    return results;
  }

  /** As when YARN starts a driver in place of one that was lost. */
  @Test
  void aFreshRunIsGoneOnWithByALaterTryOfItsApplication() {
    TinyRun tiny = new TinyRun(folder);
    assertThat(tiny.run().code()).isZero();
    Path first = tiny.runFolders().get(0);
    Storage storage = new Storage(new Configuration(false));
    Path fresh = first.resolveSibling(first.getFileName() + "-2");
    RunAttempts attempts = new RunAttempts(storage, fresh.toString());
    RunAttempts.RunAttempt lost = new RunAttempts(storage, first.toString()).owner().orElseThrow();
    Map<String, String> facts = new TreeMap<>(lost.facts());
    facts.put("process", "8 1 another boot pid:[1]");
    attempts.begin(facts);
    assertThat(tiny.run("run.fresh=true").code()).isZero();
    assertThat(fresh.resolve("run.manifest.json")).exists();
    assertThat(tiny.runFolders()).containsExactlyInAnyOrder(first, fresh);
    assertThat(tiny.run("run.fresh=true").code()).isZero();
    assertThat(tiny.runFolders()).as("one of this process is no earlier try").hasSize(3);
  }

  @Test
  void aCellThatStopsIsNoFailureOfItsSweep() {
    TinyRun tiny = new TinyRun(folder);
    Path file =
        tiny.write(
            "sweep.conf",
            TinyRun.text(folder.resolve("run.conf"))
                + "sweep { seeds = 2, axes.method = [ { name = plain, method = labels } ] }\n");
    Said stopped = Said.by(() -> Main.run("sweep", file.toString(), STOP));
    assertThat(stopped.code()).as(String.join("\n", stopped.errors())).isEqualTo(75);
    assertThat(stopped.errors()).isEmpty();
    assertThat(tiny.runs().resolve("sweep/cells.csv")).doesNotExist();
    Said done = Said.by(() -> Main.run("sweep", file.toString()));
    assertThat(done.code()).as(String.join("\n", done.errors())).isZero();
  }

  private static List<Path> checkpoints(TinyRun tiny, String training) {
    return tiny.files("checkpoints/" + training + "-[0-9a-f]{16}/.*/state-[0-9a-f]+.bin");
  }

  private static RunResult finished(TinyRun tiny, Said said) {
    assertThat(said.code()).as(String.join("\n", said.errors())).isZero();
    assertThat(tiny.runFolders()).hasSize(1);
    return RunResult.of(tiny.runFolders().get(0));
  }

  private static String[] arguments(List<String> first, String... others) {
    List<String> all = new ArrayList<>(first);
    all.addAll(Arrays.asList(others));
    return all.toArray(String[]::new);
  }
}
