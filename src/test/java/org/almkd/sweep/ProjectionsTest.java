package org.almkd.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectionsTest {
  private static final SummarySettings WANTED =
      new SummarySettings(List.of("projection"), List.of(), 1);

  @TempDir private Path root;

  private SweepSummary.Written summary(SweepFolders folders) {
    CellOutcome cell = folders.run(0, Map.of(), 0, "labels", Map.of("student", 0.5));
    return SweepSummary.write(
        folders.storage(), folders.folder("summary"), "s", List.of(cell), WANTED);
  }

  private String text(String name) throws IOException {
    return Files.readString(root.resolve("summary").resolve(name));
  }

  /** 100 rows in two groups 10 apart, each within 2: no row is nearer to the other group. */
  @Test
  void groupsOfRowsStayApart() throws IOException {
    assertThat(summary(new SweepFolders(root).testRows(100)).problems()).isZero();
    List<String> lines = text("figures/projection-all.csv").lines().toList();
    assertThat(lines).hasSize(101).startsWith("id,x,y,label,cleanLabel");
    List<String[]> rows = lines.stream().skip(1).map(line -> line.split(",")).toList();
    assertThat(rows.get(1)[0]).isEqualTo("101");
    assertThat(rows.get(1)[3]).isEqualTo("dog");
    assertThat(rows.get(1)[4]).isEqualTo("cat");
    for (String[] row : rows) {
      String[] nearest =
          rows.stream()
              .filter(other -> other != row)
              .min((a, b) -> Double.compare(distance(a, row), distance(b, row)))
              .orElseThrow();
      assertThat(nearest[3]).isEqualTo(row[3]);
    }
    assertThat(text("figures/projection-all.svg"))
        .contains("<title>class dog, in truth cat\nrow 101</title>", ">t-SNE 1</text>");
    assertThat(text("summary.html")).contains("100 test rows of data seed 0");
  }

  @Test
  void tooFewRowsAreAProblemOfTheSummary() throws IOException {
    assertThat(summary(new SweepFolders(root).testRows(90)).problems()).isEqualTo(1);
    assertThat(text("summary.md"))
        .contains("found 90 test and 0 training rows; expected at least 91");
  }

  @Test
  void rowsThatTheStoreHasNoMoreAreAProblemOfTheSummary() throws IOException {
    assertThat(summary(new SweepFolders(root)).problems()).isEqualTo(1);
    assertThat(text("summary.md")).contains("found no entry data/rows in the store");
  }

  @Test
  void projectionsAreDrawnOnlyWhereTheyAreNamed() {
    assertThat(SummarySettings.defaults().draws(FigureKind.PROJECTION)).isFalse();
    assertThat(WANTED.draws(FigureKind.PROJECTION)).isTrue();
  }

  @Test
  void atMostAThousandRowsAreChosenBySeed() {
    long[] ids = LongStream.range(0, 3000).toArray();
    long[] chosen = Projections.chosen(ids, 1);
    assertThat(chosen).hasSize(1000).isSorted().doesNotHaveDuplicates();
    assertThat(Projections.chosen(ids, 1)).isEqualTo(chosen);
    assertThat(Projections.chosen(ids, 2)).isNotEqualTo(chosen);
    // A third of the ids, from everywhere.
    assertThat(Arrays.stream(chosen).filter(id -> id < 1500).count()).isBetween(400L, 600L);
  }

  private static double distance(String[] a, String[] b) {
    return Math.hypot(
        Double.parseDouble(a[1]) - Double.parseDouble(b[1]),
        Double.parseDouble(a[2]) - Double.parseDouble(b[2]));
  }
}
