package org.almkd.config;

import static org.almkd.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Two tests a record: what nobody wrote has the default, and every key reaches its own component.
 */
/** What nobody wrote has the default, and every key reaches its own component. */
class RunSettingsTest {
  @Test
  void runHasDefaults() {
    assertThat(read("").run()).isEqualTo(new RunSettings("run", "", "runs", 0, false));
  }

  @Test
  void everyKeyOfRunIsMapped() {
    assertThat(read("run { name = n, id = i, dir = d, seed = 9000000000, fresh = true }").run())
        .isEqualTo(new RunSettings("n", "i", "d", 9_000_000_000L, true));
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
