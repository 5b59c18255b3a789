package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.almkd.data.LocalSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command that cleans a store, on the store of real runs. */
@Tag("spark")
class StoreVacuumEndToEndTest {
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

  private Said vacuum(String... arguments) {
    List<String> all = new ArrayList<>(List.of("store", "vacuum"));
    all.addAll(List.of(arguments));
    return Said.by(() -> Main.run(all.toArray(String[]::new)));
  }

  private Said vacuumByConfig(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--config", folder + "/run.conf"));
    all.addAll(List.of(arguments));
    return vacuum(all.toArray(String[]::new));
  }

  /** Makes everything in the store two days old. */
  private void age() throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
    try (Stream<Path> files = Files.walk(tiny.runs().resolve("store"))) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, old);
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void whatOnlyARemovedRunUsedGoesAndTheRestServesTheNextRun() throws IOException {
    assertThat(tiny.run("run.id=kept").code()).isZero();
    assertThat(tiny.run("run.id=gone", "teacher-defaults.epochs=1").code()).isZero();
    assertThat(tiny.files("/store/networks/.*manifest[.]json")).hasSize(2);
    assertThat(tiny.files("/kept/uses/.*json")).hasSize(4);
    remove(tiny.runs().resolve("gone"));
    assertThat(vacuumByConfig().out()).as("young").contains("removed 0 of 0 entries");
    age();

    List<Path> before = tiny.files("/store/.*");
    Said dry = vacuumByConfig("--dry-run");
    assertThat(dry.code()).isZero();
    assertThat(dry.out()).contains("networks/", "soft-labels/", "would remove 2 of 2 entries, ");
    assertThat(tiny.files("/store/.*")).isEqualTo(before);

    Said real = vacuumByConfig();
    assertThat(real.code()).isZero();
    assertThat(real.out().replace("removed", "would remove")).isEqualTo(dry.out());
    assertThat(tiny.files("/store/networks/.*manifest[.]json")).hasSize(1);
    assertThat(tiny.files("/store/soft-labels/.*manifest[.]json")).hasSize(1);
    tiny.assertManifestsNameWholeFiles();

    List<Path> networks = tiny.files("/store/networks/.*");
    assertThat(tiny.run("run.id=next").code()).isZero();
    assertThat(tiny.files("/store/networks/.*")).isEqualTo(networks);
  }

  @Test
  void storeThatOthersMayUseNeedsTheirFolders() throws IOException {
    String store = "store.dir=" + folder + "/store";
    assertThat(tiny.run(store).code()).isZero();
    Said refused = vacuumByConfig(store);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("found the store file:" + folder + "/store outside file:" + tiny.runs())
        .contains("name them with --runs DIR");
    Files.createDirectories(folder.resolve("other"));
    assertThat(vacuumByConfig(store, "--runs", folder + "/other").code()).isZero();
    assertThat(vacuum("--store", folder + "/store").code()).isEqualTo(2);
    assertThat(vacuum("--store", folder + "/store", "--runs", tiny.runs().toString()).code())
        .isZero();
    Said none = vacuum("--store", folder + "/store", "--runs", folder + "/other");
    assertThat(none.code()).isEqualTo(5);
    assertThat(none.errors().get(0)).contains("found no run below");
    Said misspelt = vacuumByConfig(store, "--runs", folder + "/othr");
    assertThat(misspelt.code()).isEqualTo(2);
    assertThat(misspelt.err()).contains("found no folder " + folder + "/othr");
  }

  @Test
  void storeThatIsALinkToElsewhereNeedsTheFoldersOfItsRuns() throws IOException {
    Files.createDirectories(tiny.runs());
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.createSymbolicLink(tiny.runs().resolve("store"), elsewhere);
    Said refused = vacuumByConfig();
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("found the store file:" + tiny.runs() + "/store outside file:" + tiny.runs())
        .contains("name them with --runs DIR");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "store vacuum | found no store; expected --config RUN.conf or --store DIR",
        "store vacuum --store /no/such/folder | found no folder /no/such/folder",
        "store vacuum --store a --runs | --runs",
        "store vacuum --store a --dryrun | --dryrun"
      })
  void badArgumentsAreExplained(String line, String says) {
    Said said = Said.by(() -> Main.run(line.split(" ")));
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains(says).doesNotContain("Exception");
  }
}
