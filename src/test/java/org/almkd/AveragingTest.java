package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;
import org.almkd.data.LocalSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four workers that average every five steps learn as well as one, with the same total batch. */
@Tag("slow")
class AveragingTest {
  private static final int SEEDS = 4;

  @TempDir static Path folder;

  @BeforeAll
  static void startSpark() {
    LocalSpark.session();
  }

  @Test
  void fourWorkersAreWithinOnePointOfOne() {
    double one = 0;
    double four = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      one += accuracy(seed, 1) / SEEDS;
      four += accuracy(seed, 4) / SEEDS;
    }
    String means =
        String.format(
            Locale.ROOT,
            "test accuracy, %d seeds: 1 worker %.2f %%, 4 workers %.2f %%",
            SEEDS,
            one,
            four);
    System.out.println(means);
    assertThat(Math.abs(one - four)).as(means).isLessThanOrEqualTo(1);
  }

  private static double accuracy(int seed, int workers) {
    JsonNode report =
        Runs.distil(
            folder,
            "seed-%d-workers-%d".formatted(seed, workers),
            "src/test/resources/paper.conf",
            "method=labels",
            "teachers=[]",
            "baselines=[]",
            "run.seed=" + seed,
            "data.seed=" + seed,
            "train.workers=" + workers,
            "train.averaging.every=5 batches");
    return 100 * Runs.testAccuracy(report.at("/student"));
  }
}
