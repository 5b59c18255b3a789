package org.almkd.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.almkd.report.Chromium;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser makes of a summary whose names try to break out of it. */
class SummaryInChromiumTest {
  private static final String HOSTILE = "</td></svg><script>document.title='caught'</script>";

  @TempDir private Path root;
  private Chromium chromium;

  @BeforeEach
  void render() throws IOException {
    chromium = new Chromium(root);
    SweepFolders folders = new SweepFolders(root);
    List<CellOutcome> cells = new ArrayList<>();
    for (String dataset : List.of("digits", HOSTILE, "a-data-set-of-one-long-name-".repeat(9))) {
      for (int seed = 0; seed < 4; seed++) {
        Map<String, Double> scores = new TreeMap<>();
        scores.put("student", 0.84 + 0.01 * ((seed * 7) % 4) - 0.001 * dataset.length() % 0.1);
        scores.put("fixed-0.9", 0.81 + 0.01 * ((seed * 5) % 3));
        scores.put("labels", 0.8 + 0.02 * ((seed * 3) % 4));
        CellOutcome cell =
            folders.run(cells.size(), Map.of("dataset", dataset), seed, "alm-kd", scores);
        folders.lambdas(cell);
        cells.add(cell);
      }
    }
    cells.add(folders.outcome(cells.size(), Map.of("dataset", "digits"), 9));
    SweepSummary.write(
        folders.storage(), folders.folder("summary"), "sample", cells, SummarySettings.defaults());
    Path summary = root.resolve("summary");
    chromium.serve("summary.html", Files.readAllBytes(summary.resolve("summary.html")));
    chromium.serve(
        "bars.svg", Files.readAllBytes(summary.resolve("figures/accuracy-by-block.svg")));
  }

  @AfterEach
  void close() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void showsTextsAsTextsAndFitsPhonesAndDesks() {
    Chromium.Opened page = chromium.open("summary.html");
    assertThat(page.console()).isEmpty();
    assertThat(page.requests()).containsExactly("/summary.html");
    assertThat(page.dom()).contains("<title>Sweep sample</title>").doesNotContain("<script");
    chromium.assertFits("summary.html", 400);
    chromium.assertFits("summary.html", 1280);
    Chromium.Opened bars = chromium.open("bars.svg");
    assertThat(bars.dom()).contains("test accuracy (%)").doesNotContain("parsererror");
  }
}
