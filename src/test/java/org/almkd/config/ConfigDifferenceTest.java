package org.almkd.config;

import static org.almkd.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
    assertThat(ConfigDifference.between("{ train", "train.epochs = 3"))
        .singleElement()
        .asString()
        .contains("cannot be read any more");
  }
}
