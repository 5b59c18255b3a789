package org.almkd.config;

import static org.almkd.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
  private static final RunConfig PLAIN = read("");

  @Test
  void digestIsSha256InHexadecimalDigits() {
    assertThat(PLAIN.digest()).matches("[0-9a-f]{64}");
    assertThat(read("").digest()).isEqualTo(PLAIN.digest());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run.name=x",
        "run.id=x",
        "run.dir=x",
        "run.fresh=true",
        "store.dir=x",
        "predict.model=x",
        "cluster.threads-per-replica=2",
        "data.partitions=7",
        "train.epochs=100",
        "train.weight-decay=0.00050",
        "train.momentum=9e-1"
      })
  void whatChangesNoResultChangesNoDigest(String override) {
    assertThat(read("", override).digest()).isEqualTo(PLAIN.digest());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run.seed=1",
        "data.seed=1",
        "train.epochs=101",
        "data.csv.path=other.csv",
        "mixing.adaptive.preset=authors",
        "method=fixed",
        "teachers=[{name=big,epochs=3}]",
        "baselines=[{method=labels}]",
        "data.classes=4"
      })
  void whatChangesAResultChangesTheDigest(String override) {
    assertThat(read("", override).digest()).isNotEqualTo(PLAIN.digest());
  }

  @Test
  void seedOfTheRunCountsWhereTheDataHasItsOwn() {
    String data = "data.seed=7";
    assertThat(read("", data, "run.seed=1").digest()).isNotEqualTo(read("", data).digest());
  }

  @Test
  void runIdIsNameAndDigestUnlessWritten() {
    assertThat(read("", "run.name=night").runId())
        .isEqualTo("night-" + PLAIN.digest().substring(0, 8));
    assertThat(read("", "run.id=mine").runId()).isEqualTo("mine");
  }

  @Test
  void storeLiesInTheFolderOfRunsUnlessWritten() {
    assertThat(read("", "run.dir=s3a://bucket/runs").storeDir())
        .isEqualTo("s3a://bucket/runs/store");
    assertThat(read("", "run.dir=/runs/").storeDir()).isEqualTo("/runs/store");
    assertThat(read("", "store.dir=/s").storeDir()).isEqualTo("/s");
  }
}
