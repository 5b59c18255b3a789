package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.almkd.data.LocalSpark;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Same configuration, data, seeds and workers give the same bits, whatever the cluster: each
 * variant runs with a store of its own, so that nothing is read that another computed.
 */
@Tag("spark")
class SparkReproducibilityTest {
  private static final String SMALL = "src/test/resources/small.conf";

  @TempDir static Path folder;
  private static JsonNode expectedOneWorker;
  private static JsonNode expectedThreeWorkers;

  @AfterAll
  static void restoreTheSharedSession() {
    LocalSpark.session();
  }

  private static JsonNode run(String id, int cores, String... overrides) {
    LocalSpark.session(cores);
    String[] all = java.util.Arrays.copyOf(overrides, overrides.length + 1);
    all[overrides.length] = "store.dir=" + folder.resolve("store-" + id);
    return Runs.distil(folder, id, SMALL, all);
  }

  private static JsonNode oneWorker() {
    if (expectedOneWorker == null) {
      expectedOneWorker = run("one", 2);
    }
    return expectedOneWorker;
  }

  private static JsonNode threeWorkers() {
    if (expectedThreeWorkers == null) {
      expectedThreeWorkers = run("three", 2, "train.workers=3", "train.batch-size=33");
    }
    return expectedThreeWorkers;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void inputPartitionsDoNotMatter(int partitions) {
    String id = "partitions-" + partitions;
    JsonNode report = run(id, 2, "data.partitions=" + partitions);
    assertSame(report, id, oneWorker(), "one");
  }

  @Test
  void coresDoNotMatter() {
    JsonNode one = oneWorker();
    JsonNode three = threeWorkers();
    assertSame(run("one-core", 1), "one-core", one, "one");
    assertSame(
        run("three-core", 1, "train.workers=3", "train.batch-size=33"),
        "three-core",
        three,
        "three");
  }

  /** Teachers, lambda passes, evaluations and snapshots all read the shards. */
  @Test
  void mappedShardsDoNotMatter() {
    String mapped = "cluster.shards=mapped";
    assertSame(run("mapped", 2, mapped), "mapped", oneWorker(), "one");
    assertSame(
        run("three-mapped", 2, "train.workers=3", "train.batch-size=33", mapped),
        "three-mapped",
        threeWorkers(),
        "three");
  }

  @Test
  void seedsAndWorkersDoMatter() {
    String sha = oneWorker().at("/parametersSha256").asText();
    assertThat(run("seed", 2, "run.seed=1").at("/parametersSha256").asText()).isNotEqualTo(sha);
    assertThat(threeWorkers().at("/parametersSha256").asText()).isNotEqualTo(sha);
  }

  private static void assertSame(JsonNode found, String id, JsonNode expected, String expectedId) {
    assertThat(found.at("/dataDigest")).isEqualTo(expected.at("/dataDigest"));
    for (String part : new String[] {"/student", "/teachers", "/baselines", "/lambda"}) {
      assertThat(found.at(part)).as(part).isEqualTo(expected.at(part));
    }
    assertThat(Runs.lambdas(folder.resolve(id)))
        .hasSize(600)
        .isEqualTo(Runs.lambdas(folder.resolve(expectedId)));
  }
}
