package org.almkd.config;

import static org.almkd.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDifferenceTest {
  @Test
  void whatChangesNoResultIsNoDifference() {
    String before = read("run.dir = a, cluster.threads-per-replica = 2").effective();
    String now = read("run.name = b, run.checkpoint.keep = 7, store.dir = s").effective();
    assertThat(ConfigDifference.between(before, now)).isEmpty();
  }

  @Test
  void theSameNumberWrittenOtherwiseIsNoDifference() {
    String before = read("mixing.temperature = 4.0").effective();
    assertThat(ConfigDifference.between(before, read("mixing.temperature = 4").effective()))
        .isEmpty();
  }

  @Test
  void keysThatDifferAreNamedWithBothValues() {
    String before = read("train.epochs = 3, run.seed = 1").effective();
    String now = read("train.epochs = 4, run.seed = 2").effective();
    assertThat(ConfigDifference.between(before, now))
        .contains(
            "data.seed = 2 (was 1)",
            "run.seed = 2 (was 1)",
            "teachers[0].epochs = 4 (was 3)",
            "train.epochs = 4 (was 3)")
        .allMatch(difference -> difference.contains("seed") || difference.contains("epochs"));
  }

  @Test
  void aKeyThatOneOfThemLacksIsNamed() {
    assertThat(ConfigDifference.between("train.epochs = 3", "train { epochs = 3, new = x }"))
        .containsExactly("train.new = \"x\" (was not set)");
    assertThat(ConfigDifference.between("train { epochs = 3, old = [1] }", "train.epochs = 3"))
        .containsExactly("train.old = not set (was [1])");
  }

  @Test
  void whatCannotBeReadDiffersInAll() {
    assertDiffersInAll("{ train");
    assertDiffersInAll("train.epochs = ${epochs}");
    assertDiffersInAll("a=" + "{a=".repeat(100_000) + "1" + "}".repeat(100_000));
  }

  @Test
  void nothingIsFetchedThatItIncludes(@TempDir Path folder) throws IOException {
    Path other = Files.writeString(folder.resolve("other.conf"), "train.epochs = 3");
    assertDiffersInAll("include url(\"%s\")".formatted(other.toUri()));
    assertDiffersInAll("include file(\"%s\")".formatted(other));
  }

  private static void assertDiffersInAll(String before) {
    assertThat(ConfigDifference.between(before, "train.epochs = 3"))
        .singleElement()
        .asString()
        .contains("cannot be read any more");
  }
}
