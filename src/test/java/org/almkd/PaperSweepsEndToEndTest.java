package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.almkd.data.ImageFixtures;
import org.almkd.data.LocalSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The paper's configurations on images with the overlay for trial runs, on generated files in the
 * formats of CIFAR-100, Stanford Cars, Stanford Dogs and FGVC-Aircraft.
 */
@Tag("slow")
@Tag("spark")
class PaperSweepsEndToEndTest {
  private static final String OVERLAY = "conf/overlays/reduced.conf";

  /** More than the overlay's 10, so that some are left out. */
  private static final int CLASSES = 12;

  @TempDir private Path folder;

  @BeforeEach
  void start() {
    LocalSpark.session();
  }

  private void write(int perClass) {
    ImageFixtures.cifar100(folder.resolve("cifar"), CLASSES, perClass);
    ImageFixtures.cars(folder.resolve("cars"), CLASSES, perClass);
    ImageFixtures.dogs(folder.resolve("dogs"), CLASSES, perClass);
    ImageFixtures.aircraft(folder.resolve("aircraft"), CLASSES, perClass);
  }

  private Said sweep(String name, String... arguments) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("sweep", "conf/sweeps/paper/" + name + ".conf", "--overlay", OVERLAY));
    all.addAll(List.of(arguments));
    all.add("run.dir=" + folder.resolve("runs"));
    all.add("data.cifar100.path=" + folder.resolve("cifar"));
    all.add("data.stanford-cars.path=" + folder.resolve("cars"));
    all.add("data.stanford-dogs.path=" + folder.resolve("dogs"));
    all.add("data.fgvc-aircraft.path=" + folder.resolve("aircraft"));
    return Said.by(() -> Main.run(all.toArray(String[]::new)));
  }

  private List<JsonNode> reports() {
    try (Stream<Path> files = Files.list(folder.resolve("runs"))) {
      return files
          .map(run -> run.resolve("report.json"))
          .filter(Files::exists)
          .sorted()
          .map(Runs::json)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertReduced(JsonNode report) {
    assertThat(report.at("/data/classes").asInt()).as("%s", report.at("/data")).isEqualTo(10);
  }

  /** Two cells, for the time that they take; those of all data sets are below. */
  @ParameterizedTest
  @CsvSource({
    "fig5, 'dataset=stanford-dogs,teacher=wrn-16-3,method=fixed-0.9,seed=0'",
    "fig5d, 'teacher=resnet-14,method=alm-kd,seed=0'"
  })
  void aCellRuns(String name, String labels) {
    write(2);
    Said said = sweep(name, "--only", labels);
    assertThat(said.code()).as(String.join("\n", said.errors())).isZero();
    JsonNode report = reports().get(0);
    assertReduced(report);
    if (labels.contains("method=alm-kd")) {
      assertThat(folder.resolve("runs").resolve(report.at("/runId").asText()).resolve("lambdas"))
          .as("passes before the second and the third epoch")
          .isDirectoryContaining("glob:**/epoch-0001")
          .isDirectoryContaining("glob:**/epoch-0002");
    }
  }

  /** 93 cells, 17 minutes on two busy cores: -Dalmkd.paper=all. */
  @ParameterizedTest
  @ValueSource(strings = {"table4", "table1", "fig5d", "fig6", "table2", "table3", "fig5"})
  @EnabledIfSystemProperty(named = "almkd.paper", matches = "all")
  void everyCellRuns(String name) {
    write(2);
    Said said = sweep(name, "sweep.seeds=1");
    assertThat(said.code()).as(String.join("\n", said.errors())).isZero();
    assertThat(reports()).isNotEmpty().allSatisfy(PaperSweepsEndToEndTest::assertReduced);
    Console.print(name + "\n" + said.out());
  }
}
