package org.almkd.config;

import static org.almkd.config.Configurations.problems;
import static org.almkd.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsConfigTest {
  @Test
  void byDefaultNothingIsLimited() {
    assertThat(read("").data().limits()).isEqualTo(RowLimits.NONE);
    assertThat(RowLimits.NONE.of(100)).isEqualTo(100);
  }

  @Test
  void rowsAndClassesAreMapped() {
    RowLimits limits = read("limits { rows = 200, classes = 10 }").data().limits();
    assertThat(limits).isEqualTo(new RowLimits(200, 10));
    assertThat(limits.of(100)).isEqualTo(10);
    assertThat(limits.of(3)).isEqualTo(3);
  }

  @Test
  void wideningIsThatOfTheLimitInEveryNetwork() {
    RunConfig config =
        RunConfigReader.read(
            "run.conf",
            """
            data { source = cifar100, cifar100.path = c }
            teacher-defaults.architecture.kind = wide-resnet
            teachers = [{ name = a, architecture.widening = 8 }, { name = b }]
            student.architecture { kind = wide-resnet, widening = 3 }
            takd.assistants = [{ architecture.widening = 4 }]
            baselines = [{ method = takd, student.architecture.widening = 5 }]
            """,
            List.of("limits.widening=2"));
    assertThat(
            config.architectures().map(network -> ((Architecture.WideResNet) network).widening()))
        .containsExactly(2, 2, 2, 2, 1);
    assertThat(config.effective()).as("what was written").contains("widening=8");
  }

  @Test
  void aMatrixOfNoiseIsOfTheClassesThatAreLeft() {
    String noise = "data.noise { kind = matrix, matrix = [[0.9, 0.1], [0, 1]] }\n";
    assertThat(problems(noise)).singleElement().asString().contains("data.noise.matrix");
    assertThat(problems(noise + "limits.classes = 2")).isEmpty();
  }

  @Test
  void badLimitsAreRefused() {
    assertThat(problems("limits { rows = -1, classes = 1, widening = 1.5, images = 3 }"))
        .satisfiesExactlyInAnyOrder(
            problem ->
                assertThat(problem).contains("limits.rows = -1; expected a whole number from 0"),
            problem ->
                assertThat(problem)
                    .contains(
                        "limits.classes = 1; expected 0 (all), or a whole number of at least 2"),
            problem ->
                assertThat(problem).contains("limits.widening = 1.5; expected a whole number"),
            problem -> assertThat(problem).contains("unknown key limits.images (did you mean"));
  }
}
