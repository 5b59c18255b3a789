package org.almkd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Files whose keys win over those of a run or sweep file and lose to arguments. */
class OverlayTest {
  private static final ConfigFile RUN =
      new ConfigFile("run.conf", Configurations.LEAST + "train { epochs = 50, batch-size = 16 }");
  private static final ConfigFile SWEEP =
      new ConfigFile(
          "sweep.conf",
          Configurations.LEAST
              + """
              train.epochs = 50
              mixing.temperature = ${train.epochs}
              sweep.axes {
                size = [ { name = a, train.batch-size = 16 }, { name = b, train.batch-size = 32 } ]
                method = [ labels, alm-kd ]
              }
              """);

  private static ConfigFile overlay(String name, String text) {
    return new ConfigFile(name, text);
  }

  private static RunConfig read(List<ConfigFile> overlays, String... overrides) {
    return RunConfigReader.read(Purpose.DISTILL, RUN, overlays, List.of(overrides));
  }

  private static List<String> problems(ConfigFile... overlays) {
    InvalidConfigException error =
        catchThrowableOfType(InvalidConfigException.class, () -> read(List.of(overlays)));
    return error == null ? List.of() : error.problems();
  }

  @Test
  void anOverlayWinsOverTheFileAndLosesToArguments() {
    ConfigFile first = overlay("a.conf", "train { epochs = 5, batch-size = 4 }, run.name = a");
    ConfigFile second = overlay("b.conf", "train.epochs = 6");
    RunConfig config = read(List.of(first, second), "run.name=c");
    assertThat(config.train().epochs()).as("the later overlay").isEqualTo(6);
    assertThat(config.train().batchSize()).isEqualTo(4);
    assertThat(config.run().name()).as("the argument").isEqualTo("c");
    assertThat(read(List.of()).train().epochs()).isEqualTo(50);
  }

  @Test
  void whatIsSaidToBeTheSameFollowsTheOverlay() {
    RunConfig config = read(List.of(overlay("a.conf", "train.epochs = 5")));
    assertThat(((TeacherSource.Train) config.teachers().get(0).source()).train().epochs())
        .isEqualTo(5);
    assertThat(config.digest())
        .as("as if it were written in the file")
        .isEqualTo(read(List.of(), "train.epochs=5").digest());
    assertThat(config.digest()).isNotEqualTo(read(List.of()).digest());
  }

  @Test
  void anOverlayIsEnoughWithoutARunFile() {
    RunConfig config =
        RunConfigReader.read(
            Purpose.DISTILL,
            ConfigFile.NONE,
            List.of(overlay("a.conf", Configurations.LEAST)),
            List.of("train.epochs=7"));
    assertThat(config.train().epochs()).isEqualTo(7);
  }

  @Test
  void problemsNameTheOverlayAndItsLine() {
    ConfigFile first = overlay("conf/a.conf", "train.epochs = 3\ntrain.epoch = 4\n");
    ConfigFile second = overlay("conf/b.conf", "mixing.temperature = -1");
    assertThat(problems(first, second))
        .containsExactly(
            "conf/a.conf: 2: unknown key train.epoch (did you mean train.epochs?)",
            "conf/b.conf: 1: mixing.temperature = -1; expected a number > 0; correct it, or remove the key to use the default 4");
  }

  @Test
  void problemsOfTheRunFileStandFirst() {
    ConfigFile run = new ConfigFile("run.conf", Configurations.LEAST + "\n\ntrain.momentum = 2");
    InvalidConfigException error =
        catchThrowableOfType(
            InvalidConfigException.class,
            () ->
                RunConfigReader.read(
                    Purpose.DISTILL,
                    run,
                    List.of(overlay("a.conf", "train.epochs = 0")),
                    List.of("run.seed=-1")));
    assertThat(error.problems()).hasSize(3);
    assertThat(error.problems().get(0)).startsWith("run.conf: 4: train.momentum = 2;");
    assertThat(error.problems().get(1)).startsWith("a.conf: 1: train.epochs = 0;");
    assertThat(error.problems().get(2)).startsWith("argument 'run.seed=-1': ");
  }

  @Test
  void anOverlayIsReadAsARunFileIs() {
    assertThat(problems(overlay("a.conf", "\ninclude url(\"https://example.org/b.conf\")")))
        .singleElement()
        .asString()
        .startsWith("a.conf: 2: found include")
        .endsWith("copy the keys of https://example.org/b.conf into it");
    assertThat(problems(overlay("a.conf", "train { epochs = 3")))
        .singleElement()
        .asString()
        .startsWith("a.conf: ");
    assertThat(problems(overlay("a.conf", "sweep.seeds = 2")))
        .singleElement()
        .asString()
        .startsWith("a.conf: 1: sweep is the block of a sweep file");
    assertThat(problems(overlay("a.conf", "store.dir = \"s3a://key:secret@bucket/store\"")))
        .singleElement()
        .asString()
        .startsWith("a.conf: 1: store.dir holds user name or password")
        .doesNotContain("secret@");
  }

  @Test
  void anOverlayWinsOverWhatCellsOfASweepSet() {
    SweepConfig sweep =
        SweepConfigReader.read(
            SWEEP,
            List.of(overlay("a.conf", "train { epochs = 5, batch-size = 4 }, sweep.seeds = 2")),
            List.of("train.momentum=0.5"));
    assertThat(sweep.cells()).hasSize(8);
    assertThat(sweep.cells())
        .allSatisfy(
            cell -> {
              assertThat(cell.run().train().batchSize()).isEqualTo(4);
              assertThat(cell.run().mixing().temperature()).isEqualTo(5);
              assertThat(cell.run().train().momentum()).isEqualTo(0.5);
            });
    assertThat(sweep.cells().get(0).run().runId())
        .as("cells that the overlay made equal")
        .isEqualTo(sweep.cells().get(4).run().runId());
  }

  @Test
  void problemsOfAnOverlayOfASweepAreToldOnceWithItsLine() {
    InvalidConfigException error =
        catchThrowableOfType(
            InvalidConfigException.class,
            () ->
                SweepConfigReader.read(
                    SWEEP, List.of(overlay("a.conf", "\ntrain.momentum = 2")), List.of()));
    assertThat(error.problems())
        .singleElement()
        .asString()
        .startsWith("a.conf: 2: train.momentum = 2;")
        .endsWith("(all 4 cells)");
    InvalidConfigException unknown =
        catchThrowableOfType(
            InvalidConfigException.class,
            () ->
                SweepConfigReader.read(
                    SWEEP, List.of(overlay("a.conf", "sweep.seed = 0")), List.of()));
    assertThat(unknown.problems())
        .containsExactly("a.conf: 1: unknown key sweep.seed (did you mean sweep.seeds?)");
  }
}
