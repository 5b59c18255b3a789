package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.almkd.data.LocalSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor as the command line calls it. */
@Tag("spark")
class DoctorEndToEndTest {
  @TempDir private Path folder;
  private TinyRun tiny;

  @BeforeAll
  static void startSpark() {
    LocalSpark.session();
  }

  @BeforeEach
  void writeRows() {
    tiny = new TinyRun(folder);
  }

  private Said doctor(String... overrides) {
    List<String> arguments = new ArrayList<>(List.of("doctor", "--config", folder + "/run.conf"));
    arguments.addAll(List.of(overrides));
    return Said.by(() -> Main.run(arguments.toArray(String[]::new)));
  }

  /** Runs a doctor whose first failed check has this code and whose lines say all of this. */
  private void fails(int code, List<String> overrides, String... says) {
    Said said = doctor(overrides.toArray(String[]::new));
    assertThat(said.code()).as(said.out()).isEqualTo(code);
    assertThat(said.out()).contains(says);
    // What comes after the failed check is checked all the same.
    assertThat(said.out()).contains("memory-limit", "openblas-sums  executor 0");
    assertThat(tiny.runs()).doesNotExist();
  }

  @Test
  void soundRunPassesAndLeavesNothingBehind() {
    Said said = doctor();
    assertThat(said.code()).as(said.out()).isZero();
    assertThat(said.out())
        .contains("60 rows (40 to train on) of 4 features; 3 of 3 classes")
        .contains("run.dir        executor 0", "data.csv.path  driver")
        .contains(", 0 FAIL");
    assertThat(tiny.runs()).doesNotExist();
    assertThat(said.errors()).isEmpty();
  }

  @Test
  void withoutARunFileMachinesAreChecked() {
    Said said = Said.by(() -> Main.run("doctor"));
    assertThat(said.code()).as(said.out()).isZero();
    assertThat(said.out()).contains("warn config", "ok   openblas-core  executor 0");
  }

  @Test
  void badKeysFailWithTheConfigurationsCode() {
    fails(
        2,
        List.of("train.epoch=3"),
        "FAIL config         driver",
        "unknown key train.epoch (did you mean train.epochs?)");
  }

  @Test
  void missingRunFileIsNamed() {
    Said said = Said.by(() -> Main.run("doctor", "--config", folder + "/none.conf"));
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.out()).contains("Cannot read the run file " + folder + "/none.conf");
  }

  @Test
  void badRowsFailWithTheDatasCode() {
    tiny.rowsAre(TinyRun.rows(0, 60) + TinyRun.row(60, 7) + "\n");
    fails(3, List.of(), "FAIL classes        driver", "rows.csv: line 62: column label");
  }

  @Test
  void teacherOfOtherClassesFailsWithTheDatasCode() {
    StringBuilder logits = new StringBuilder("id,logits0,logits1\n");
    for (int id = 0; id < TinyRun.ROWS; id++) {
      logits.append(id).append(",1,2\n");
    }
    tiny.write("logits.csv", logits.toString());
    fails(
        3,
        List.of(
            "teachers=[{name=big,source=logits,logits.path=\"%s/logits.csv\"}]".formatted(folder)),
        "FAIL teacher-logits driver",
        "gives 2 logits, the data has 3 classes");
  }

  @Test
  void missingDataFailsWithTheStoragesCode() throws IOException {
    Files.delete(folder.resolve("rows.csv"));
    fails(
        5,
        List.of(),
        "FAIL data.csv.path  driver      Cannot read " + folder + "/rows.csv: found no file",
        "FAIL data.csv.path  executor 0");
  }

  @Test
  void folderThatCannotBeWrittenFailsWithTheStoragesCode() {
    fails(
        5,
        List.of("store.dir=/proc/store"),
        "FAIL store.dir      driver      Cannot write /proc/store/almkd-doctor-",
        "expected permission to do so",
        "ok   run.dir        driver");
  }

  @Test
  void jsonSaysTheSame() throws IOException {
    Said said = doctor("--json", "store.dir=/proc/store");
    JsonNode json = new ObjectMapper().readTree(said.out());
    assertThat(json.path("exitCode").asInt()).isEqualTo(5);
    assertThat(json.path("checks")).hasSizeGreaterThan(20);
    assertThat(json.at("/checks/0/result").asText()).isEqualTo("ok");
    assertThat(json.at("/checks/0/check").asText()).isEqualTo("config");
  }

  @Test
  void unknownOptionIsRefused() {
    Said said = Said.by(() -> Main.run("doctor", "--jsn"));
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains("--jsn", "--json");
  }
}
