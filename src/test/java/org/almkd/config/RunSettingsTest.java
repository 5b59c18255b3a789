package org.almkd.config;

import static org.almkd.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two tests a record: what nobody wrote has the default, and every key reaches its own component.
 */
/** What nobody wrote has the default, and every key reaches its own component. */
class RunSettingsTest {
  @Test
  void runHasDefaults() {
    assertThat(read("").run())
        .isEqualTo(
            new RunSettings(
                "run",
                "",
                "runs",
                0,
                false,
                new CheckpointConfig(1, Duration.ofSeconds(5), Duration.ofMinutes(5), 2),
                Duration.ofSeconds(30),
                Optional.empty()));
  }

  @Test
  void everyKeyOfRunIsMapped() {
    String written =
        """
        run { name = n, id = i, dir = d, seed = 9000000000, fresh = true
          checkpoint { every-epochs = 3, pause = 0 s, every = 90 ms, keep = 5 }
          heartbeat = 2 minutes, max-duration = 1.5 h
        }
        """;
    assertThat(read(written).run())
        .isEqualTo(
            new RunSettings(
                "n",
                "i",
                "d",
                9_000_000_000L,
                true,
                new CheckpointConfig(3, Duration.ZERO, Duration.ofMillis(90), 5),
                Duration.ofMinutes(2),
                Optional.of(Duration.ofMinutes(90))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run.heartbeat = 30",
        "run.heartbeat = 0 s",
        "run.heartbeat = none",
        "run.heartbeat = [1]",
        "run.heartbeat = 30 parsecs",
        "run.heartbeat = 99999999999999999999 days",
        "run.checkpoint.pause = -1 s",
        "run.checkpoint.every = 0 s",
        "run.max-duration = 90",
        "run.max-duration = true",
        "run.max-duration = -2 hours"
      })
  void aLengthOfTimeNeedsANumberAndAUnit(String written) {
    String key = written.substring(0, written.indexOf(' '));
    assertThatThrownBy(() -> read(written))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("expected a number and a unit (s, m, h, d)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "0", "0 hours"})
  void aRunMayTakeAsLongAsItLikes(String written) {
    assertThat(read("run.max-duration = " + written).run().maxDuration()).isEmpty();
  }

  @Test
  void storeHasDefaults() {
    assertThat(read("").store()).isEqualTo(new StoreConfig(""));
  }

  @Test
  void everyKeyOfStoreIsMapped() {
    assertThat(read("store.dir = s").store()).isEqualTo(new StoreConfig("s"));
  }

  @Test
  void evaluateHasDefaults() {
    assertThat(read("").evaluate()).isEqualTo(new EvaluateConfig(1, List.of(), 15));
  }

  @Test
  void everyKeyOfEvaluateIsMapped() {
    assertThat(
            read("evaluate { every-epochs = 2, at-epochs = [1, 5], calibration-bins = 3 }")
                .evaluate())
        .isEqualTo(new EvaluateConfig(2, List.of(1, 5), 3));
  }

  @Test
  void evaluationsAreDueAtTheirEpochsAndAtTheLast() {
    assertThat(due(new EvaluateConfig(3, List.of(), 15))).containsExactly(3, 6, 8);
    assertThat(due(new EvaluateConfig(3, List.of(1, 4), 15))).containsExactly(1, 4, 8);
  }

  /** Epochs of a training of 8 after which a network is evaluated. */
  private static List<Integer> due(EvaluateConfig evaluate) {
    return IntStream.rangeClosed(1, 8).filter(e -> evaluate.isDue(e, 8)).boxed().toList();
  }

  @Test
  void predictHasDefaults() {
    assertThat(read("").predict()).isEqualTo(new PredictConfig("", ""));
  }

  @Test
  void everyKeyOfPredictIsMapped() {
    assertThat(read("predict { model = m, output = o }").predict())
        .isEqualTo(new PredictConfig("m", "o"));
  }

  @Test
  void clusterHasDefaults() {
    assertThat(read("").cluster()).isEqualTo(new ClusterConfig(1, ShardPlacement.AUTO));
  }

  @Test
  void everyKeyOfClusterIsMapped() {
    assertThat(read("cluster { threads-per-replica = 2, shards = mapped }").cluster())
        .isEqualTo(new ClusterConfig(2, ShardPlacement.MAPPED));
  }
}
