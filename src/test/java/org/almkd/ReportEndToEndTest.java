package org.almkd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.almkd.data.LocalSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that a run writes, and the command that makes it again. */
@Tag("spark")
class ReportEndToEndTest {
  private static final int CONFIG = 2;

  @TempDir private static Path folder;
  private static TinyRun tiny;
  private static Path run;

  @BeforeAll
  static void distil() {
    LocalSpark.session();
    tiny = new TinyRun(folder);
    assertThat(tiny.run("run.id=one").code()).isZero();
    run = tiny.runs().resolve("one");
  }

  @Test
  void everyRunWritesItsPage() {
    String page = new String(TinyRun.read(run.resolve("report.html")), UTF_8);
    assertThat(page).contains("<h1>Run one</h1>", "teacher big", "Least believed labels");
    assertThat(run.resolve("figures/accuracy-test.svg")).isRegularFile();
    String manifest = new String(TinyRun.read(run.resolve("run.manifest.json")), UTF_8);
    assertThat(manifest).contains("\"report.html\"", "\"figures/accuracy-test.svg\"");
  }

  @Test
  void leastBelievedRowsAreRowsOfTheSource() throws IOException {
    Runs.json(run.resolve("least-believed.json"))
        .forEach(
            row -> {
              long id = row.get("id").asLong();
              assertThat(row.get("key").asText()).isEqualTo(Long.toString(id));
              assertThat(row.get("label").asText()).isEqualTo(Long.toString(id % 3));
            });
    assertThat(Runs.json(run.resolve("least-believed.json"))).hasSize(40);
  }

  @Test
  void theCommandMakesTheSameFilesInANewFolder() throws IOException {
    Path out = folder.resolve("again");
    Said said = report("--run", run.toString(), "--out", out.toString());
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("report: ", out + "/report.html");
    assertThat(files(out))
        .isNotEmpty()
        .allSatisfy(
            (name, bytes) -> assertThat(bytes).as(name).isEqualTo(TinyRun.read(run.resolve(name))));
    assertThat(report("--run", run.toString(), "--out", out.toString()).errors().get(0))
        .contains(
            "Cannot write the report to ", "again: found something there; expected a new folder");
  }

  @Test
  void theRunFileNamesTheFolder() {
    Said said = report("--config", folder + "/run.conf", "run.id=one");
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains(run + "/report-").contains("Z/report.html");
  }

  @Test
  void unusableArgumentsAreToldApart() {
    assertThat(report().err()).contains("found no run; expected --run FOLDER or --config RUN.conf");
    assertThat(report("--run", "a", "--config", "b").err())
        .contains("found --run and --config; expected one of them");
    assertThat(report("--run", run.toString(), "a=b").err()).contains("found [a=b] with --run");
    Said missing = report("--config", folder + "/run.conf", "run.id=none");
    assertThat(missing.code()).isEqualTo(CONFIG);
    assertThat(missing.errors().get(0))
        .contains("Cannot open the run folder ", "/none: found nothing there", "run distill first");
  }

  @Test
  void aPageThatCannotBeWrittenLosesNoRun() throws IOException {
    Path taken = tiny.runs().resolve("taken");
    Files.createDirectories(taken.resolve("report.html"));
    Said said = tiny.run("run.id=taken");
    assertThat(said.code()).isZero();
    assertThat(said.warnings())
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .contains("Cannot write report.html of ", "report --run ", taken.toString()));
    assertThat(taken.resolve("run.manifest.json")).isRegularFile();
    assertThat(report("--run", taken.toString()).code()).isZero();
  }

  @Test
  void lambdasOfAnAttemptThatDiedAreNotReported() throws IOException {
    Path dead = tiny.runs().resolve("second/lambdas/epoch-0077");
    Files.createDirectories(dead);
    Files.writeString(dead.resolve("part.parquet"), "of other rows");
    assertThat(tiny.run("run.id=second").code()).isZero();
    assertThat(dead).doesNotExist();
    assertThat(tiny.runs().resolve("second/lambdas")).isNotEmptyDirectory();
  }

  private static Said report(String... arguments) {
    String[] all = Stream.concat(Stream.of("report"), Stream.of(arguments)).toArray(String[]::new);
    return Said.by(() -> Main.run(all));
  }

  private static Map<String, byte[]> files(Path root) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(root)) {
      List<Path> regular = found.filter(Files::isRegularFile).toList();
      regular.forEach(file -> files.put(root.relativize(file).toString(), TinyRun.read(file)));
    }
    return files;
  }
}
