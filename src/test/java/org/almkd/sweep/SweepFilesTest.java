package org.almkd.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.almkd.config.SweepConfig;
import org.almkd.config.SweepConfigReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sweep files that come with the project. */
class SweepFilesTest {
  private static final Path FOLDER = Path.of("conf/sweeps");
  private static final Path PAPER = FOLDER.resolve("paper");
  private static final Map<Path, SweepConfig> READ = new HashMap<>();

  static List<Path> sweepFiles() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
    }
  }

  static List<Path> paperFiles() throws IOException {
    return sweepFiles().stream().filter(file -> file.startsWith(PAPER)).toList();
  }

  private static SweepConfig read(Path file) throws IOException {
    if (!READ.containsKey(file)) {
      READ.put(file, SweepConfigReader.read(file.toString(), Files.readString(file), List.of()));
    }
    return READ.get(file);
  }

  private static List<String> runIds(String file) throws IOException {
    return SweepPlan.of(read(PAPER.resolve(file))).cells().stream().map(Cell::runId).toList();
  }

  @ParameterizedTest
  @MethodSource("sweepFiles")
  void everySweepFileCanBeReadAndNamesItsCommand(Path file) throws IOException {
    SweepConfig config = read(file);
    assertThatCode(
            () -> new SummarySettings(config.figures(), config.references(), config.buckets()))
        .doesNotThrowAnyException();
    assertThat(SweepPlan.of(config).cells()).isNotEmpty();
    assertThat(Files.readString(file)).contains("job/sweep.sh " + file);
  }

  @ParameterizedTest
  @MethodSource("paperFiles")
  void sweepsOfThePaperAreNamedAfterTheirFiles(Path file) throws IOException {
    assertThat(file.getFileName().toString()).isEqualTo(read(file).name() + ".conf");
  }

  @Test
  void everyFigureAndTableWithNumbersHasASweep() throws IOException {
    assertThat(paperFiles().stream().map(file -> file.getFileName().toString()))
        .containsExactlyInAnyOrder(
            "fig3.conf",
            "fig4.conf",
            "fig5.conf",
            "fig5d.conf",
            "fig6.conf",
            "fig7.conf",
            "fig8.conf",
            "table1.conf",
            "table2.conf",
            "table3.conf",
            "table4.conf");
  }

  @Test
  void figures3And4And8AreDrawnFromTheSameRuns() throws IOException {
    List<String> ids = runIds("fig3.conf");
    assertThat(ids).hasSize(50).doesNotHaveDuplicates();
    assertThat(runIds("fig4.conf")).isEqualTo(ids);
    assertThat(runIds("fig8.conf")).isEqualTo(ids);
  }

  /** A reader must not take the numbers of small networks on other data for those of the paper. */
  @ParameterizedTest
  @MethodSource("sweepFiles")
  void standInsSayThatTheyAreNotThePaper(Path file) throws IOException {
    String text = Files.readString(file);
    if (file.startsWith(FOLDER.resolve("fashion-mnist"))) {
      assertThat(text.lines().findFirst().orElseThrow()).contains("reduced stand-in");
      assertThat(text).contains("# The stand-in:", "# The paper:");
      assertThat(read(file).name())
          .isEqualTo("fashion-mnist-" + file.getFileName().toString().replace(".conf", ""));
      assertThat(read(file).cells()).allMatch(c -> c.run().run().name().endsWith("-stand-in"));
    }
    if (file.startsWith(PAPER)) {
      assertThat(text).containsPattern("(?i)complete|at its own size").doesNotContain("stand-in");
    }
  }
}
