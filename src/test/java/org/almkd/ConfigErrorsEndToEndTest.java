package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Option;

/** What is typed wrong ends with exit code 2 before Spark starts, and leaves nothing behind. */
class ConfigErrorsEndToEndTest {
  private static final int CONFIG = 2;

  @TempDir private Path folder;
  private TinyRun tiny;
  private Option<SparkSession> before;

  @BeforeEach
  void forgetTheSession() {
    before = SparkSession.getDefaultSession();
    SparkSession.clearDefaultSession();
    SparkSession.clearActiveSession();
    tiny = new TinyRun(folder);
  }

  @AfterEach
  void nothingWasStartedOrMade() {
    boolean started = SparkSession.getDefaultSession().isDefined();
    if (before.isDefined()) {
      SparkSession.setDefaultSession(before.get());
    }
    assertThat(started).as("Spark was started").isFalse();
    assertThat(tiny.runs()).doesNotExist();
  }

  private void fails(List<String> overrides, String... says) {
    tiny.fails(CONFIG, overrides, says);
  }

  @Test
  void allProblemsAreToldAtOnceWithFileAndLine() {
    tiny.write(
        "run.conf",
        """
        data { classes = 3, csv.path = "rows.csv" }
        teachers = [{ name = big, epoch = 3 }]
        mixing.temprature = 2
        train { epochs = three, momentum = 1.5, workers = 3, batch-size = 8 }
        """);
    String file = folder + "/run.conf: ";
    fails(
        List.of("run.seed=-1"),
        "The configuration has 6 problems:",
        file + "2: unknown key teachers[0].epoch (did you mean teachers[0].epochs?)",
        file + "3: unknown key mixing.temprature (did you mean mixing.temperature?)",
        file + "4: train.epochs = \"three\"; expected a whole number",
        file + "4: train.momentum = 1.5; expected a number in [0, 1)",
        file + "4: train.batch-size = 8 with train.workers = 3; expected a multiple",
        "argument 'run.seed=-1': run.seed = -1; expected a whole number from 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.csv.path= | data.csv.path is not set; expected where the rows are",
        "train.epoch=3 | argument 'train.epoch=3': unknown key train.epoch (did you mean train.epochs?)",
        "train.workers=3 | train.batch-size = 8 with train.workers = 3; expected a multiple of the workers",
        "train.epochs | argument 'train.epochs': found no key=value; expected a key of the configuration",
        "a..b=3 | a..b is not a key",
        "student.architecture.hidden=[3 | argument 'student.architecture.hidden=[3': ",
        "teachers=[] | expected at least one teacher for the method alm-kd",
        "run.dir= | run.dir = \"\"; expected a text that is not empty"
      })
  void badOverrideIsNamed(String override, String says) {
    fails(List.of(override), says);
  }

  @Test
  void runFileThatDoesNotExistIsNamed() throws IOException {
    Files.delete(folder.resolve("run.conf"));
    fails(List.of(), "Cannot read the run file " + folder + "/run.conf", "found no such file");
  }

  @Test
  void runFileThatIsAFolderIsNamed() throws IOException {
    Files.delete(folder.resolve("run.conf"));
    Files.createDirectory(folder.resolve("run.conf"));
    fails(List.of(), "Cannot read the run file " + folder + "/run.conf", "found a folder");
  }

  @Test
  void overlayThatCannotBeReadIsNamed() {
    fails(
        List.of("--overlay", folder + "/none.conf"),
        "Cannot read the overlay " + folder + "/none.conf: found no such file",
        "such as conf/overlays/reduced.conf; check the path after --overlay");
    fails(List.of("--overlay", folder.toString()), "Cannot read the overlay", "found a folder");
  }

  @Test
  void problemsOfOverlaysHaveTheirFileAndLine() {
    tiny.write("small.conf", "train.epochs = 1\ntrain.epoch = 2\n");
    tiny.write("other.conf", "include \"small.conf\"\n");
    fails(
        List.of("--overlay", folder + "/small.conf"),
        folder + "/small.conf: 2: unknown key train.epoch (did you mean train.epochs?)");
    fails(
        List.of("--overlay", folder + "/small.conf", "--overlay", folder + "/other.conf"),
        folder + "/other.conf: 1: found include \"small.conf\"");
  }

  @Test
  void emptyRunFileLacksWhatMustBeSet() {
    tiny.write("run.conf", "");
    fails(
        List.of(),
        folder + "/run.conf: data.csv.path is not set",
        folder + "/run.conf: data.classes is not set",
        folder + "/run.conf: teachers = []; expected at least one teacher");
  }

  @Test
  void runFileThatIsNoHoconHasItsLine() {
    tiny.write("run.conf", "run.name = a\ntrain { epochs = = 3 }\n");
    fails(List.of(), folder + "/run.conf: 2: ");
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    tiny.write("run.conf", new byte[] {0x50, 0x4b, 3, 4, (byte) 0xff, (byte) 0xfe, 0, 1});
    fails(List.of(), folder + "/run.conf: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "distil --config x.conf | Unmatched argument | distill",
        "distill | found no run file | --config",
        "distill --config | --config | Usage: almkd distill",
        "distill --overlay | --overlay | Usage: almkd distill",
        "report --run runs/x --overlay a.conf | found --overlay with --run | --config",
        "distill --confg x.conf | Unknown option: '--confg' | --config",
        "distill --config a.conf --config b.conf | '--config' | Usage",
        "'' | found no command | distill"
      })
  void usageErrorsAreExplainedWithAHint(String line, String says, String hint) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
    Said said = Said.by(() -> Main.run(arguments));
    assertThat(said.code()).isEqualTo(CONFIG);
    assertThat(said.logged()).isEmpty();
    assertThat(said.out()).isEmpty();
    assertThat(said.err()).contains(says, hint).doesNotContain("Exception");
  }
}
