package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.almkd.data.LocalSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job with DL4J's master, teacher and lambda pass included: where all workers have equally
 * many rows, the results are those of our rounds but for rounding.
 */
@Tag("spark")
class Dl4jMasterEndToEndTest {
  @TempDir static Path folder;

  @BeforeAll
  static void startSpark() {
    LocalSpark.session();
  }

  @Test
  void equalShardsGiveTheResultsOfOurRounds() {
    JsonNode ours = report("rounds");
    JsonNode theirs = report("dl4j");
    for (String number :
        new String[] {
          "/student/test/negativeLogLikelihood/last",
          "/teachers/big/test/negativeLogLikelihood/last"
        }) {
      assertThat(ours.at(number).isNumber()).as(number).isTrue();
      assertThat(theirs.at(number).asDouble())
          .as(number)
          .isCloseTo(ours.at(number).asDouble(), offset(1e-4));
    }
    assertLambdasAreClose(
        Runs.lambdas(folder.resolve("dl4j")), Runs.lambdas(folder.resolve("rounds")));
  }

  private static JsonNode report(String master) {
    new TinyRun(folder);
    return Runs.distil(
        folder,
        master,
        folder + "/run.conf",
        "store.dir=" + folder.resolve("store-" + master),
        "train.workers=2",
        "train.averaging.master=" + master,
        "train.averaging.every=1 epoch");
  }

  private static void assertLambdasAreClose(
      Map<String, Integer> theirs, Map<String, Integer> ours) {
    assertThat(theirs.keySet()).isEqualTo(ours.keySet()).hasSize(40);
    assertThat(ours.values()).anySatisfy(bits -> assertThat(bits).isNotEqualTo(bits(0.1f)));
    ours.forEach(
        (row, bits) ->
            assertThat(Float.intBitsToFloat(theirs.get(row)))
                .as(row)
                .isCloseTo(Float.intBitsToFloat(bits), offset(1e-4f)));
  }

  private static int bits(float value) {
    return Float.floatToRawIntBits(value);
  }
}
