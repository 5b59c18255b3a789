package org.almkd.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.almkd.config.InvalidConfigException;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinishedRunTest {
  private static final List<String> CLASSES = List.of("cat", "dog", "cow");

  @TempDir private Path folder;

  @Test
  void givesWhatTheRunWrote() {
    FinishedRun run = new SampleRun(folder, CLASSES).withLambdas(true, 10, 20).finish();
    assertThat(run.runId()).isEqualTo("sample-1");
    assertThat(run.report().get("runId").asText()).isEqualTo("sample-1");
    assertThat(run.config().run().name()).isEqualTo("sample");
    assertThat(run.config().digest()).isEqualTo(run.report().get("configDigest").asText());
    assertThat(run.lambdas().epochs()).containsExactly(10, 20);
    LambdaSnapshot table = run.lambdas().read(20);
    assertThat(table.rows()).isEqualTo(SampleRun.ROWS);
    assertThat(table.columns()).isEqualTo(2);
    assertThat(table.teachers()).isEqualTo(2);
    assertThat(table.ids()[199]).isEqualTo(1199);
    assertThat(table.lambdas(1)[5]).isEqualTo(0.7f);
    assertThat(table.clean_N()).startsWith(0, 1, 1, 1, 1, 0);
  }

  @Test
  void missingFolderIsNamed() {
    assertRefused(folder.resolve("nothing"), "found nothing there");
  }

  @Test
  void fileIsNoFolder() throws IOException {
    assertRefused(Files.writeString(folder.resolve("file"), "x"), "found a regular file");
  }

  @Test
  void unfinishedRunIsRefused() {
    SampleRun run = new SampleRun(folder, CLASSES);
    new RunFolder(run.storage(), run.path()).write("report.json", run.report().toJson());
    assertRefused(folder, "found a folder without a valid run.manifest.json");
  }

  @Test
  void changedFileIsRefused() throws IOException {
    FinishedRun run = new SampleRun(folder, CLASSES).finish();
    Files.writeString(folder.resolve("report.json"), "{}");
    assertThatThrownBy(run::report)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("report.json: found SHA-256")
        .hasMessageContaining("as run.manifest.json says");
  }

  @Test
  void fileThatWasNeverWrittenIsNamed() {
    FinishedRun run = new SampleRun(folder, CLASSES).finish();
    assertThat(run.has("nothing.txt")).isFalse();
    assertThatThrownBy(() -> run.read("nothing.txt"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("nothing.txt: the manifest of the run names no such file");
  }

  @Test
  void missingTableOfLambdasIsNamed() {
    FinishedRun run = new SampleRun(folder, CLASSES).withLambdas(true, 10).finish();
    assertThatThrownBy(() -> run.lambdas().read(30))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("epoch-0030")
        .hasMessageContaining("expected one of [10]");
  }

  private static void assertRefused(Path path, String found) {
    assertThatThrownBy(
            () -> FinishedRun.open(new Storage(new Configuration(false)), path.toString()))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("Cannot open the run folder")
        .hasMessageContaining(path + ": " + found);
  }
}
