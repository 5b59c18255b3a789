package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.almkd.data.LocalSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers that are killed, or told to end, while they train; job/soak.sh does so at random. */
@Tag("spark")
@Tag("slow")
class ResumeKillTest {
  private static final List<String> LONG_ENOUGH =
      List.of(
          "train.epochs=20",
          "train.workers=2",
          "train.averaging.every=1 batches",
          "run.checkpoint.pause=0 s");

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    LocalSpark.session();
  }

  @Test
  void killedInTheTeacherAndToldToEndInTheStudentItEndsTheSame() throws Exception {
    TinyRun tiny = new TinyRun(folder);
    String[] overrides = LONG_ENOUGH.toArray(String[]::new);
    assertThat(tiny.run(overrides).code()).isZero();
    RunResult uninterrupted = RunResult.of(tiny.runFolders().get(0));
    tiny.deleteRuns();

    try (DriverJvm killed = start()) {
      // The manifest of the second one may still be on its way; that of the first is whole.
      killed.await(() -> checkpoints(tiny, "teacher-big").size() > 1);
      killed.kill();
    }
    assertThat(tiny.files("store/networks/.*manifest.json"))
        .as("the teacher is not done")
        .isEmpty();

    long started;
    try (DriverJvm told = start()) {
      told.await(() -> checkpoints(tiny, "student").size() > 1);
      started = System.nanoTime();
      assertThat(told.signal("TERM")).as(told.said()).isEqualTo(143);
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(30));
      assertThat(told.said()).contains("goes on from its checkpoint", "told to end");
    }
    JsonNode status = Runs.json(tiny.runFolders().get(0).resolve("status.json"));
    assertThat(status.path("state").asText()).isEqualTo("RESUMABLE");
    assertThat(status.path("exitCode").asInt()).isEqualTo(143);
    assertThat(status.path("message").asText()).contains("student-", "start it again");

    Said said = tiny.run(overrides);
    assertThat(said.code()).as(String.join("\n", said.errors())).isZero();
    assertThat(said.messages()).anyMatch(m -> m.startsWith("student-") && m.contains("goes on"));
    assertThat(RunResult.of(tiny.runFolders().get(0))).isEqualTo(uninterrupted);
  }

  private DriverJvm start() {
    List<String> arguments = new ArrayList<>(List.of("distill", "--config", folder + "/run.conf"));
    arguments.addAll(LONG_ENOUGH);
    return DriverJvm.start(folder.resolve("log"), arguments.toArray(String[]::new));
  }

  private static List<Path> checkpoints(TinyRun tiny, String training) {
    return tiny.files("checkpoints/" + training + "-[0-9a-f]{16}/[^/]*manifest.json");
  }
}
