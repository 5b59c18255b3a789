package org.almkd.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The paper's configurations on images, and what the overlay for trial runs makes of them. */
class PaperConfigurationsTest {
  private static final Path PAPER = Path.of("conf/sweeps/paper");
  private static final Path OVERLAY = Path.of("conf/overlays/reduced.conf");

  /** Cells of other seeds differ in nothing else. */
  private static final List<String> ONE_SEED = List.of("sweep.seeds=1");

  private static final String SIDE = "data.images.side";

  /** Side, widening, batch, images, classes, epochs, interval of lambda passes. */
  private static final Set<String> SEVEN =
      Set.of(
          SIDE,
          "limits.widening",
          "train.batch-size",
          "limits.rows",
          "limits.classes",
          "train.epochs",
          "mixing.adaptive.update-every-epochs");

  /** What a file or a default says to be the same as one of the seven. */
  private static final Map<String, String> FOLLOWING =
      Map.of(
          "mixing.adaptive.warmup-epochs", "mixing.adaptive.update-every-epochs",
          "epochs", "train.epochs",
          "batch-size", "train.batch-size");

  private static final String NETWORK =
      "(teachers\\[\\d+]|teacher-defaults|(takd|dgkd)\\.assistants\\[\\d+]|assistant-defaults)\\.";

  private static ConfigFile file(Path path) throws IOException {
    return new ConfigFile(path.toString(), Files.readString(path));
  }

  private static List<RunConfig> full(String name) throws IOException {
    return runs(SweepConfigReader.read(file(PAPER.resolve(name)), List.of(), ONE_SEED));
  }

  private static List<RunConfig> reduced(String name) throws IOException {
    return runs(
        SweepConfigReader.read(file(PAPER.resolve(name)), List.of(file(OVERLAY)), ONE_SEED));
  }

  private static List<RunConfig> runs(SweepConfig sweep) {
    return sweep.cells().stream().map(CellConfig::run).toList();
  }

  /** Every value of a configuration by its path; entries of lists of blocks have numbers. */
  private static Map<String, String> leaves(RunConfig run) {
    Map<String, String> leaves = new TreeMap<>();
    add(leaves, "", ConfigFactory.parseString(run.effective()).root());
    return leaves;
  }

  private static void add(Map<String, String> leaves, String path, ConfigValue value) {
    if (value instanceof ConfigObject block && !block.isEmpty()) {
      block.forEach((key, inner) -> add(leaves, path.isEmpty() ? key : path + "." + key, inner));
    } else if (value instanceof ConfigList list
        && list.stream().anyMatch(ConfigObject.class::isInstance)) {
      for (int i = 0; i < list.size(); i++) {
        add(leaves, path + "[" + i + "]", list.get(i));
      }
    } else {
      leaves.put(path, value.render(ConfigRenderOptions.concise()));
    }
  }

  private static Set<String> differing(RunConfig one, RunConfig other) {
    Map<String, String> left = leaves(one);
    Map<String, String> right = leaves(other);
    Set<String> keys = new TreeSet<>(left.keySet());
    keys.addAll(right.keySet());
    keys.removeIf(key -> left.getOrDefault(key, "-").equals(right.getOrDefault(key, "-")));
    return keys.stream()
        .map(key -> key.replaceFirst(NETWORK, ""))
        .map(key -> FOLLOWING.getOrDefault(key, key))
        .collect(Collectors.toSet());
  }

  @Test
  void theOverlaySetsSevenKeysAndNothingElse() throws IOException {
    Config overlay = ConfigFactory.parseString(Files.readString(OVERLAY));
    assertThat(overlay.entrySet().stream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrderElementsOf(SEVEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fig5.conf",
        "fig5d.conf",
        "fig6.conf",
        "table1.conf",
        "table2.conf",
        "table3.conf",
        "table4.conf"
      })
  void cellsDifferFromThoseOfFullSizeInTheSevenKeysAlone(String name) throws IOException {
    List<RunConfig> full = full(name);
    List<RunConfig> reduced = reduced(name);
    assertThat(reduced).hasSameSizeAs(full);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < full.size(); i++) {
      assertThat(differing(full.get(i), reduced.get(i)))
          .as("cell %d", i)
          .containsExactlyInAnyOrderElementsOf(expected(full.get(i)));
      assertWithinLimits(reduced.get(i));
      ids.add(full.get(i).runId());
      ids.add(reduced.get(i).runId());
    }
    assertThat(ids).as("runs of their own").hasSize(2 * full.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"conf/runs/cifar100.conf", "conf/runs/fgvc-aircraft.conf"})
  void runFilesDifferInTheSevenKeysAlone(String path) throws IOException {
    RunConfig full =
        RunConfigReader.read(Purpose.DISTILL, file(Path.of(path)), List.of(), List.of());
    RunConfig reduced =
        RunConfigReader.read(
            Purpose.DISTILL, file(Path.of(path)), List.of(file(OVERLAY)), List.of());
    Set<String> keys =
        differing(full, reduced).stream()
            .map(key -> key.replaceFirst("^baselines\\[\\d+]\\.", ""))
            .map(key -> FOLLOWING.getOrDefault(key, key))
            .collect(Collectors.toSet());
    assertThat(keys).containsExactlyInAnyOrderElementsOf(expected(full));
    assertWithinLimits(reduced);
  }

  /** The side of files is 64 by default: where there are none, nobody has written another. */
  private static Set<String> expected(RunConfig full) {
    Set<String> keys = new HashSet<>(SEVEN);
    if (full.data().images().side() == 64) {
      assertThat(full.data().source()).isInstanceOf(DataSource.Cifar.class);
      keys.remove(SIDE);
    }
    return keys;
  }

  private static void assertWithinLimits(RunConfig run) {
    assertThat(run.data().images().side()).isEqualTo(64);
    assertThat(run.data().images().crop()).isZero();
    assertThat(run.data().limits().rows()).isBetween(1, 200);
    assertThat(run.data().limits().classes()).isBetween(2, 10);
    assertThat(widenings(run)).allMatch(widening -> widening <= 2);
    assertThat(trainings(run))
        .allMatch(training -> training.batchSize() == 8 && training.epochs() == 3);
    AdaptiveConfig adaptive = run.mixing().adaptive();
    assertThat(adaptive.updateEveryEpochs()).isEqualTo(1);
    if (run.method().learnsLambdas()) {
      assertThat(adaptive.warmupEpochs()).as("epochs before the first lambda pass").isEqualTo(1);
    }
    run.teachers().forEach(t -> assertThat(t.checkpointsAt()).allMatch(epoch -> epoch < 3));
  }

  private static Stream<Integer> widenings(RunConfig run) {
    return run.architectures()
        .filter(Architecture.WideResNet.class::isInstance)
        .map(network -> ((Architecture.WideResNet) network).widening());
  }

  /** How student, baselines, teachers and assistants are trained. */
  private static Stream<TrainConfig> trainings(RunConfig run) {
    return Stream.of(
            Stream.of(run.train()),
            run.baselines().stream().map(BaselineConfig::train),
            run.assistants().stream().map(AssistantConfig::train),
            run.teachers().stream().map(t -> ((TeacherSource.Train) t.source()).train()))
        .flatMap(trainings -> trainings);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fig5.conf   | 48 | wrn-16-1 wrn-16-3 wrn-16-4 wrn-16-6 wrn-16-8",
        "fig5d.conf  | 12 | resnet-8 resnet-14 resnet-26 resnet-32 resnet-56",
        "fig6.conf   | 4 | wrn-16-1 wrn-16-8",
        "table1.conf | 9 | wrn-16-1 wrn-16-3 wrn-16-4",
        "table2.conf | 6 | densenet-40-12 wrn-16-1 wrn-16-8",
        "table3.conf | 10 | wrn-16-8"
      })
  void fullSizeIsWhatThePaperSays(String name, int cells, String networks) throws IOException {
    List<RunConfig> runs = full(name);
    assertThat(runs).hasSize(cells);
    Set<String> found = new LinkedHashSet<>();
    for (RunConfig run : runs) {
      run.architectures().forEach(network -> found.add(shortName(network)));
      boolean isCifar = run.data().source() instanceof DataSource.Cifar;
      assertThat(isCifar || run.data().images().side() == 224).isTrue();
      assertThat(run.data().images().augmentation().changes()).isTrue();
      assertThat(run.data().limits()).isEqualTo(RowLimits.NONE);
      assertThat(run.data().noise()).isEqualTo(NoiseConfig.NONE);
      assertThat(trainings(run))
          .allSatisfy(
              training -> {
                assertThat(training.epochs()).isEqualTo(200);
                assertThat(training.batchSize()).isEqualTo(isCifar ? 128 : 64);
                assertThat(training.momentum()).isEqualTo(0.9);
                assertThat(training.weightDecay()).isEqualTo(5e-4);
                assertThat(rate(training, 0)).isEqualTo(0.1);
                assertThat(rate(training, 59)).isEqualTo(0.1);
                assertThat(rate(training, 60)).isCloseTo(0.02, within());
                assertThat(rate(training, 120)).isCloseTo(0.004, within());
                assertThat(rate(training, 199)).isCloseTo(0.0008, within());
              });
      assertThat(run.mixing().temperature()).isEqualTo(4);
      assertThat(run.mixing().adaptive().updateEveryEpochs()).isEqualTo(10);
      assertThat(run.mixing().adaptive().warmupEpochs()).isEqualTo(10);
    }
    assertThat(found).containsExactlyInAnyOrder(networks.split(" "));
  }

  private static double rate(TrainConfig training, int epoch) {
    return training.learningRate().at(epoch);
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.api.Assertions.within(1e-12);
  }

  private static String shortName(Architecture network) {
    if (network instanceof Architecture.WideResNet wide) {
      return "wrn-%d-%d".formatted(wide.depth(), wide.widening());
    }
    return network instanceof Architecture.ResNet residual
        ? "resnet-" + residual.depth()
        : "densenet-%d-%d"
            .formatted(
                ((Architecture.DenseNet) network).depth(),
                ((Architecture.DenseNet) network).growth());
  }

  @Test
  void earlyStoppedTeachersAreThoseOfThePaper() throws IOException {
    assertThat(full("fig6.conf"))
        .flatExtracting(run -> run.teachers().get(0).checkpointsAt())
        .containsOnly(20, 40, 70, 130);
    assertThat(full("table2.conf").get(2).teachers().get(0).checkpointsAt())
        .containsExactly(20, 70, 130);
    assertThat(reduced("table2.conf").get(2).teachers().get(0).checkpointsAt())
        .containsExactly(1, 2);
  }
}
