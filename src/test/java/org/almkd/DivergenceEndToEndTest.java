package org.almkd;

import java.nio.file.Path;
import java.util.List;
import org.almkd.data.LocalSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training whose numbers are no longer finite ends the job with exit code 4. */
@Tag("spark")
class DivergenceEndToEndTest {
  private static final int DIVERGED = 4;

  @TempDir private Path folder;
  private TinyRun tiny;

  @BeforeAll
  static void startSpark() {
    LocalSpark.session();
  }

  @BeforeEach
  void writeRows() {
    tiny = new TinyRun(folder);
  }

  @Test
  void studentNamesEpochStepsRateAndLastGoodState() {
    tiny.failsInItsFolder(
        DIVERGED,
        List.of(
            "train.learning-rate={kind=constant,initial=1e30}",
            "teachers=[{name=big,learning-rate.initial=0.1}]"),
        "Cannot go on training student: ",
        "between steps 0 and 4 of epoch 0 (learning rate 1.0E30)",
        "last good state: the initial parameters",
        "lower train.learning-rate.initial");
  }

  @Test
  void laterEpochNamesTheOneBeforeIt() {
    tiny.failsInItsFolder(
        DIVERGED,
        List.of(
            "train.learning-rate={kind=multi-step,initial=1.0,milestones=[1],factor=1e30}",
            "teachers=[{name=big,learning-rate={kind=constant,initial=0.1}}]"),
        "Cannot go on training student: ",
        "of epoch 1 (learning rate 1.0E30)",
        "last good state: the end of epoch 0");
  }

  @Test
  void teacherIsNamed() {
    tiny.failsInItsFolder(
        DIVERGED,
        List.of("teachers=[{name=big,learning-rate.initial=1e30}]"),
        "Cannot go on training teacher big: ");
  }

  @Test
  void baselineIsNamed() {
    tiny.failsInItsFolder(
        DIVERGED,
        List.of("baselines=[{name=wild,method=labels,train.learning-rate.initial=1e30}]"),
        "Cannot go on training wild: ");
  }
}
