package org.almkd.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpentTimeTest {
  @TempDir private Path root;

  /** 10 s each; steps 6 + 6, rounds 1 + 3: 12 of 16 and 4 of 16. Cell 4 is the run of cell 3. */
  @Test
  void timesOfAllRunsAddUpEachOnce() {
    SweepFolders folders = new SweepFolders(root);
    CellOutcome one = folders.run(1, Map.of(), 0, "labels", Map.of("student", 0.5));
    CellOutcome three = folders.run(3, Map.of(), 1, "labels", Map.of("student", 0.5));
    CellOutcome four =
        new CellOutcome(4, Map.of(), 1, 0, three.runId(), three.folder(), three.state(), 0, "");
    CellOutcome lost = folders.outcome(5, Map.of(), 2);
    assertThat(SpentTime.of(folders.storage(), List.of(one, three, four, lost)).inWords())
        .contains(
            "time: 10.0 s a run, mean of 2; trainings 8.0 s, side by side or not: steps 75 %, rounds 25 %");
  }

  @Test
  void withoutRunsThereIsNothingToTell() {
    SweepFolders folders = new SweepFolders(root);
    assertThat(SpentTime.of(folders.storage(), List.of(folders.outcome(0, Map.of(), 0))).inWords())
        .isEmpty();
  }
}
