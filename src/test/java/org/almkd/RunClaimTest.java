package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.almkd.RunProcess.Found;
import org.almkd.report.Status;
import org.junit.jupiter.api.Test;

/** Whether a start may take a run over, and whether a process is there. */
class RunClaimTest {
  @Test
  void aRunThatEndedIsNobodys() {
    for (Status.State state : Status.State.values()) {
      Duration wait = RunClaim.wait(status(state), seconds(1), Found.RUNNING, false);
      assertThat(wait.isZero()).as(state.name()).isEqualTo(state != Status.State.RUNNING);
    }
  }

  @Test
  void threeHeartbeatsMayBeMissed() {
    assertThat(waitFor(0, Found.ELSEWHERE)).isEqualTo(seconds(90));
    assertThat(waitFor(89, Found.ELSEWHERE)).isEqualTo(seconds(1));
    assertThat(waitFor(90, Found.ELSEWHERE)).isEqualTo(Duration.ZERO);
    assertThat(waitFor(91, Found.ELSEWHERE)).isEqualTo(Duration.ZERO);
  }

  @Test
  void aProcessOfThisMachineThatIsGoneIsNotWaitedFor() {
    assertThat(waitFor(0, Found.GONE)).isEqualTo(Duration.ZERO);
    assertThat(waitFor(0, Found.RUNNING)).isEqualTo(seconds(90));
    assertThat(waitFor(90, Found.RUNNING)).as("it hangs").isEqualTo(Duration.ZERO);
  }

  @Test
  void noOwnerIsWaitedForForEver() {
    Status status =
        new Status(
            "run",
            Status.State.RUNNING,
            "7@host",
            "attempt",
            "",
            Instant.EPOCH,
            Duration.ofMillis(Long.MAX_VALUE),
            -1,
            "");
    assertThat(RunClaim.wait(status, Duration.ofDays(2), Found.ELSEWHERE, false))
        .isEqualTo(Duration.ofDays(1));
    assertThat(RunClaim.wait(status, Duration.ofDays(3), Found.ELSEWHERE, false).isZero()).isTrue();
  }

  @Test
  void thisProcessKnowsWhatItWorksOn() {
    assertThat(RunClaim.wait(status(Status.State.RUNNING), seconds(0), Found.SELF, false))
        .isEqualTo(Duration.ZERO);
    assertThat(RunClaim.wait(status(Status.State.RUNNING), seconds(0), Found.SELF, true))
        .isEqualTo(seconds(90));
  }

  @Test
  void processesAreFound() throws IOException, InterruptedException {
    RunProcess self = RunProcess.current();
    assertThat(self.find()).isEqualTo(Found.SELF);
    assertThat(RunProcess.parse(self.toString())).contains(self);
    RunProcess earlier = new RunProcess(self.pid(), self.started() - 1, self.machine());
    assertThat(earlier.find()).as("the number was another's before").isEqualTo(Found.GONE);
    RunProcess elsewhere = new RunProcess(self.pid(), self.started(), "another boot pid:[7]");
    assertThat(elsewhere.find()).isEqualTo(Found.ELSEWHERE);
    assertThat(new RunProcess(self.pid(), self.started(), "").find()).isEqualTo(Found.ELSEWHERE);

    Process child = new ProcessBuilder("sleep", "60").start();
    // Ticks since the boot: no clock that is set makes another number of them.
    String[] stat = Files.readString(Path.of("/proc/" + child.pid() + "/stat")).split(" ", -1);
    assertThat(stat[1]).isEqualTo("(sleep)");
    RunProcess other = new RunProcess(child.pid(), Long.parseLong(stat[21]), self.machine());
    assertThat(other.find()).isEqualTo(Found.RUNNING);
    child.destroyForcibly().waitFor();
    assertThat(other.find()).isEqualTo(Found.GONE);
  }

  @Test
  void whatIsNoProcessSaysNothing() {
    assertThat(RunProcess.parse("")).isEmpty();
    assertThat(RunProcess.parse("7 8")).isEmpty();
    assertThat(RunProcess.parse("a b c")).isEmpty();
    assertThat(RunProcess.parse("7 8 machine")).as("a start in another measure").isEmpty();
    assertThat(RunProcess.parse("7 t8 machine")).isPresent();
    assertThat(RunProcess.parse("7 tt machine")).isEmpty();
  }

  private static Duration waitFor(long age, Found process) {
    return RunClaim.wait(status(Status.State.RUNNING), seconds(age), process, false);
  }

  private static Status status(Status.State state) {
    return new Status("run", state, "7@host", "attempt", "", Instant.EPOCH, seconds(30), -1, "");
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
