package org.almkd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.almkd.data.LocalSpark;
import org.apache.logging.log4j.core.LogEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps of tiny cells, called as the command line calls them. */
@Tag("spark")
class SweepEndToEndTest {
  private static final int USAGE = 2;
  private static final int BAD_DATA = 3;
  private static final int DIVERGED = 4;
  private static final int FAILED_CELLS = 6;

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

  /** The run file of the tiny run with a block sweep. */
  private void sweep(String block) {
    String run = new String(TinyRun.read(folder.resolve("run.conf")), UTF_8);
    tiny.write("sweep.conf", run + "sweep {\n" + block + "\n}\n");
  }

  private Said run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("sweep", folder + "/sweep.conf"));
    all.addAll(List.of(arguments));
    return Said.by(() -> Main.run(all.toArray(String[]::new)));
  }

  private List<String> csv() {
    return new String(TinyRun.read(csvFile()), UTF_8).lines().toList();
  }

  private Path csvFile() {
    return tiny.runs().resolve("sweep/cells.csv");
  }

  /** When each run was finished, by its folder's name. */
  private Map<String, FileTime> finished() {
    Map<String, FileTime> times = new LinkedHashMap<>();
    for (Path file : tiny.files("/run.manifest.json")) {
      try {
        times.put(file.getParent().getFileName().toString(), Files.getLastModifiedTime(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return times;
  }

  private static List<String> messages(Said said) {
    return said.logged().stream().map(e -> e.getMessage().getFormattedMessage()).toList();
  }

  @Test
  void aCellIsTheRunThatDistillMakes() {
    sweep("axes { method = [labels, alm-kd] }, seeds = [1]");
    Said alone = tiny.run("run.seed=1");
    assertThat(alone.code()).as(String.join("\n", alone.errors())).isZero();
    Map<String, FileTime> before = finished();
    Said said = run();
    assertThat(said.code()).as(String.join("\n", said.errors())).isZero();
    assertThat(said.out())
        .startsWith("results: file:")
        .contains("/runs/sweep\nlabels has the highest")
        .endsWith("/runs/sweep/summary.html\n");
    assertThat(before).hasSize(1);
    assertThat(finished()).hasSize(2).containsAllEntriesOf(before);
    assertThat(csv()).hasSize(3);
    assertThat(csv().get(0))
        .isEqualTo("number,method,runSeed,dataSeed,runId,state,exitCode,message");
    assertThat(csv().get(1)).startsWith("0,labels,1,1,tiny-").endsWith(",SUCCEEDED,0,");
    assertThat(csv().get(2))
        .isEqualTo("1,alm-kd,1,1," + before.keySet().iterator().next() + ",SUCCEEDED,0,");
  }

  @Test
  void failingCellsDoNotDisturbOthersAndNameTheirCauses() {
    sweep(
        """
        seeds = 2
        axes {
          dataset = [ { name = here }, { name = gone, data.csv.path = "%s/gone.csv" } ]
          method = [ { name = labels, method = labels },
            { name = wild, method = labels, train.learning-rate { kind = constant, initial = 1e30 },
              teachers = [] } ]
        }
        exclude = [ { dataset = gone, method = wild } ]
        """
            .formatted(folder));
    Said said = run();
    assertThat(said.code()).isEqualTo(FAILED_CELLS);
    List<String> lines = csv();
    assertThat(lines).hasSize(7);
    assertThat(lines.get(1)).startsWith("0,here,labels,0,0,").endsWith(",SUCCEEDED,0,");
    assertThat(lines.get(2)).startsWith("1,here,labels,1,1,").endsWith(",SUCCEEDED,0,");
    for (int line = 3; line <= 4; line++) {
      assertThat(lines.get(line))
          .contains(",here,wild,", ",FAILED," + DIVERGED + ",", "Cannot go on training student: ");
    }
    for (int line = 5; line <= 6; line++) {
      assertThat(lines.get(line))
          .contains(",gone,labels,", ",FAILED," + BAD_DATA + ",", folder + "/gone.csv");
    }
    assertThat(said.errors())
        .filteredOn(error -> error.startsWith("cell "))
        .hasSize(4)
        .allSatisfy(error -> assertThat(error).contains(" failed with exit code "));
    assertThat(said.errors().get(said.errors().size() - 4))
        .startsWith("cell 2: dataset=here, method=wild, seed=0 failed with exit code 4: ");
    assertThat(said.showsStack()).isFalse();

    String before = String.join("\n", lines);
    Map<String, FileTime> times = finished();
    assertThat(times).hasSize(2);
    assertThat(run().code()).isEqualTo(FAILED_CELLS);
    assertThat(finished()).isEqualTo(times);
    assertThat(String.join("\n", csv())).isEqualTo(before);
  }

  @Test
  void aFinishedCellThatWasDamagedFailsTheSweepAndSaysWhatToDelete() throws IOException {
    sweep("axes { method = [labels] }, seeds = 2");
    assertThat(run().code()).isZero();
    Path damaged = tiny.runs().resolve(csv().get(1).split(",", -1)[4]);
    Files.writeString(damaged.resolve("report.json"), "{}");
    Said said = run();
    assertThat(said.code()).isEqualTo(FAILED_CELLS);
    assertThat(said.errors()).hasSize(1);
    assertThat(said.errors().get(0))
        .contains("cell 0", "unusable", "report.json", "; delete file:", damaged.toString())
        .endsWith("and start the sweep again");
    tiny.delete(damaged);
    assertThat(run().code()).isZero();
  }

  @Test
  void aFinishedSweepRunsNothingAndSaysTheSame() {
    sweep("axes { method = [labels, fixed] }, parallel = 1");
    assertThat(run().code()).isZero();
    Map<String, FileTime> times = finished();
    byte[] before = TinyRun.read(csvFile());
    Said again = run();
    assertThat(again.code()).isZero();
    assertThat(finished()).isEqualTo(times);
    assertThat(TinyRun.read(csvFile())).isEqualTo(before);
    assertThat(messages(again))
        .contains("sweep sweep: 2 cells in 2 runs, 2 finished before, 0 to run, 1 at once")
        .noneMatch(message -> message.contains("started"));
  }

  @Test
  void oneCellAtATimeComesToTheSameAnswer() {
    sweep("axes { method = [labels, fixed] }, seeds = 2");
    Said first = run("--cell", "1");
    assertThat(first.code()).isZero();
    assertThat(first.out()).isEmpty();
    assertThat(csvFile()).doesNotExist();
    assertThat(finished()).hasSize(1);
    Map<String, FileTime> times = finished();
    assertThat(run().code()).isZero();
    assertThat(finished()).hasSize(4).containsAllEntriesOf(times);
    byte[] interrupted = TinyRun.read(csvFile());

    tiny.deleteRuns();
    assertThat(run().code()).isZero();
    assertThat(TinyRun.read(csvFile())).isEqualTo(interrupted);
  }

  @Test
  void theCellThatEndsLastWritesTheAnswerAndEndsWithItsOwnCode() {
    sweep(
        """
        axes { method = [ labels ] }
        cells = [ { name = wild, method = labels, train.learning-rate { kind = constant, initial = 1e30 },
          teachers = [] } ]
        """);
    assertThat(run("--cell", "1").code()).isEqualTo(DIVERGED);
    assertThat(csvFile()).doesNotExist();
    assertThat(run("--cell", "0").code()).isZero();
    assertThat(csv()).hasSize(3);
    assertThat(csv().get(2))
        .startsWith("1,,wild,0,0,")
        .contains(",FAILED,4,\"Cannot go on training");
  }

  @Test
  void onlyTheLabelsAskedForAreRun() {
    sweep("axes { method = [labels, fixed] }, seeds = 2");
    assertThat(run("--only", "method=fixed,seed=1").code()).isZero();
    assertThat(finished()).hasSize(1);
    JsonNode report = Runs.json(tiny.files("/report.json").get(0));
    assertThat(report.path("method").asText()).isEqualTo("fixed");
    assertThat(report.path("seed").asLong()).isEqualTo(1);
    assertThat(csvFile()).doesNotExist();
  }

  /** Four cells of one data seed and run seed: all need the same rows, teacher and soft labels. */
  @Test
  void cellsSideBySideTrainTheirTeacherOnce() {
    sweep(
        """
        parallel = 4
        axes { method = [ fixed, alm-kd, amal, labels ] }
        """);
    Said said = run();
    assertThat(said.code()).as(String.join("\n", said.errors())).isZero();
    assertThat(manifests("networks")).hasSize(1);
    assertThat(manifests("soft-labels")).hasSize(1);
    assertThat(manifests("data")).hasSize(1);
    assertThat(messages(said)).filteredOn(m -> m.startsWith("teacher big: read from")).hasSize(3);
  }

  private List<Path> manifests(String kind) {
    return tiny.files("/store/" + kind + "/[0-9a-f]+/[^/]+[.]manifest[.]json");
  }

  @Test
  void cellsSideBySideAreTheSameToTheBitAsOneByOne() {
    sweep("axes { method = [alm-kd, fixed] }, seeds = 2, parallel = 4");
    assertThat(run().code()).isZero();
    Map<String, String> together = parameters();
    tiny.deleteRuns();
    assertThat(run("sweep.parallel=1").code()).isZero();
    assertThat(parameters()).hasSize(4).isEqualTo(together);
  }

  private Map<String, String> parameters() {
    Map<String, String> digests = new LinkedHashMap<>();
    for (Path report : tiny.files("/report.json")) {
      digests.put(
          report.getParent().getFileName().toString(),
          Runs.json(report).findValue("parametersSha256").asText());
    }
    return digests;
  }

  @Test
  void cellsOfEqualConfigurationAreRunOnce() {
    sweep("axes { method = [labels] }, cells = [ { name = again, method = labels } ]");
    assertThat(run().code()).isZero();
    assertThat(finished()).hasSize(1);
    String runId = finished().keySet().iterator().next();
    assertThat(csv().subList(1, 3))
        .containsExactly(
            "0,labels,,0,0," + runId + ",SUCCEEDED,0,", "1,,again,0,0," + runId + ",SUCCEEDED,0,");
  }

  @Test
  void logLinesNameTheirCellAndTheSweepTellsHowFarItIs() {
    sweep("axes { method = [labels, fixed] }");
    Said said = run();
    assertThat(said.logged())
        .filteredOn(e -> e.getMessage().getFormattedMessage().startsWith("student: epoch 2/2"))
        .extracting(SweepEndToEndTest::cell)
        .containsExactlyInAnyOrder("cell 0: method=labels, seed=0", "cell 1: method=fixed, seed=0");
    assertThat(messages(said))
        .filteredOn(message -> message.startsWith("sweep sweep: 1/2 cells, 0 failed, "))
        .hasSize(1);
    assertThat(messages(said))
        .anyMatch(m -> m.matches("sweep sweep: 2/2 cells, 0 failed, .* cells/min, 0[.]0 s left"));
  }

  private static String cell(LogEvent event) {
    return event.getContextData().getValue("cell");
  }

  @Test
  void dryRunListsCellsAndInventsNoTimes() {
    sweep("axes { method = [labels, fixed] }, seeds = 2");
    Said before = run("--dry-run");
    assertThat(before.code()).isZero();
    assertThat(tiny.runFolders()).isEmpty();
    List<String> lines = before.out().lines().toList();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0)).matches("cell +method +seed +data-seed +run +state +seconds");
    assertThat(lines.get(1)).matches("0 +labels +0 +0 +tiny-[0-9a-f]{8} +new +unknown");
    assertThat(lines.get(5))
        .isEqualTo(
            "4 cells in 4 runs: 0 finished, 0 failed, 0 started, 4 new; time unknown until the first cell has finished");

    assertThat(run("--cell", "2").code()).isZero();
    List<String> after = run("--dry-run").out().lines().toList();
    assertThat(after.get(3)).matches("2 +fixed +0 +0 +tiny-[0-9a-f]{8} +finished +[0-9.]+");
    assertThat(after.get(4)).matches("3 +fixed +1 +1 +tiny-[0-9a-f]{8} +new +~[0-9.]+");
    assertThat(after.get(5))
        .matches(
            "4 cells in 4 runs: 1 finished, 0 failed, 0 started, 3 new; about [0-9.]+ s left at 2 at once, from 1 finished runs");
    assertThat(run("--dry-run", "--only", "seed=1").out().lines()).hasSize(4);
  }

  @Test
  void mistakesInWhatWasTypedAreToldBeforeAnythingRuns() {
    sweep("axes { method = [labels] }");
    assertThat(run("--cell", "7").errors().get(0)).contains("--cell: found 7; expected a number");
    assertThat(run("--only", "method=fixed").errors().get(0)).contains("expected one of [labels]");
    assertThat(run("--cell", "0", "--only", "seed=0").err()).contains("expected one of them");
    assertThat(run("--only", "method").err()).contains("expected AXIS=LABEL");
    assertThat(run("--only", "method").code()).isEqualTo(USAGE);
    assertThat(run("method=fixed").errors().get(0)).contains("method is an argument");
    Said none = Said.by(() -> Main.run("sweep"));
    assertThat(none.code()).isEqualTo(USAGE);
    assertThat(none.err()).contains("found no sweep file");
    Said missing = Said.by(() -> Main.run("sweep", folder + "/none.conf"));
    assertThat(missing.code()).isEqualTo(USAGE);
    assertThat(missing.errors().get(0)).contains("found no such file");
    assertThat(tiny.runFolders()).isEmpty();
  }

  @Test
  void anOverlayIsLaidOverEveryCellAndMakesOtherRuns() {
    sweep("axes { size = [ { name = a, train.batch-size = 4 } ], method = [labels, fixed] }");
    tiny.write("small.conf", "train { batch-size = 10, epochs = 1 }");
    Said without = run("--dry-run");
    Said with = run("--overlay", folder + "/small.conf", "--dry-run");
    assertThat(with.code()).as(String.join("\n", with.errors())).isZero();
    assertThat(with.out().lines()).hasSameSizeAs(without.out().lines().toList());
    assertThat(with.out()).isNotEqualTo(without.out());
    assertThat(run("--overlay", folder + "/small.conf", "--cell", "1").code()).isZero();
    JsonNode report = Runs.json(tiny.files("/report.json").get(0));
    Path run = tiny.files("/report.json").get(0).getParent();
    assertThat(new String(TinyRun.read(run.resolve("effective.conf")), UTF_8))
        .contains("batch-size=10");
    assertThat(report.path("method").asText()).isEqualTo("fixed");
    Said found =
        Said.by(
            () ->
                Main.run(
                    "report",
                    "--config",
                    folder + "/run.conf",
                    "--overlay",
                    folder + "/small.conf",
                    "method=fixed"));
    assertThat(found.out()).startsWith("report: file:").contains(run.getFileName().toString());
  }

  @Test
  void aSweepFileMayBeNamedAsARunFileIs() {
    sweep("axes { method = [labels] }");
    Said said =
        Said.by(
            () ->
                Main.run(
                    "sweep", "--config", folder + "/sweep.conf", "--dry-run", "train.epochs=1"));
    assertThat(said.code()).isZero();
    assertThat(Said.by(() -> Main.run("sweep", "--keys")).out())
        .contains("sweep.parallel = 2", "sweep.axes = {}");
  }

  @Test
  void everyFinishedCellOfTheStoreIsWhole() {
    sweep("axes { method = [labels, fixed] }, parallel = 2, seeds = 2");
    assertThat(run().code()).isZero();
    tiny.assertManifestsNameWholeFiles();
    try (Stream<Path> files = Files.list(tiny.runs())) {
      assertThat(files).hasSize(6);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
