package org.almkd.config;

import static org.almkd.config.Configurations.problems;
import static org.almkd.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The blocks takd, dgkd and distill, of a run and of its baselines; and checkpoints of teachers.
 */
class IntermediatesConfigTest {
  @Test
  void nothingIsTrainedInBetweenWhereNothingIsWritten() {
    assertThat(read("").intermediates())
        .isEqualTo(new IntermediatesConfig(List.of(), 0, List.of(), 1));
  }

  @Test
  void everyKeyIsMapped() {
    String added =
        """
        data.split.selection = 0.5
        takd.assistants = [{ name = n, architecture { kind = mlp, hidden = [3, 2] }, initialisation = he
          epochs = 5, batch-size = 6, momentum = 0.1, weight-decay = 0.2, early-stop = best-validation
          learning-rate { kind = multi-step, initial = 0.3, length = 4, milestones = [1, 2], factor = 0.4 } }]
        dgkd { drop = 0.25, assistants = [{ name = d }] }
        distill.generations = 3
        """;
    IntermediatesConfig config = read(added).intermediates();
    assertThat(config.takd())
        .containsExactly(
            new AssistantConfig(
                "n",
                new StudentConfig(new Architecture.Mlp(List.of(3, 2)), Initialisation.HE),
                new TrainConfig(
                    1,
                    5,
                    6,
                    new LearningRate.MultiStep(0.3, List.of(1, 2), 0.4),
                    0.1,
                    0.2,
                    EarlyStop.BEST_VALIDATION,
                    TrainConfigTest.EVERY_FIVE_BATCHES)));
    assertThat(config.dgkdDrop()).isEqualTo(0.25);
    assertThat(config.dgkd()).extracting(AssistantConfig::name).containsExactly("d");
    assertThat(config.generations()).isEqualTo(3);
  }

  @Test
  void assistantsAreAsTheStudentWhereNothingIsWritten() {
    RunConfig config =
        read(
            "student { architecture.hidden = [7], initialisation = he }, takd.assistants = [{}]",
            "train={ epochs = 9, learning-rate.initial = 0.5 }");
    assertThat(config.intermediates().takd())
        .containsExactly(new AssistantConfig("assistant", config.student(), config.train()));
  }

  @Test
  void assistantDefaultsHoldForAllAssistants() {
    RunConfig config =
        read(
            "assistant-defaults.epochs = 4\n"
                + "takd.assistants = [{}], dgkd.assistants = [{}, { name = b, epochs = 5 }]");
    assertThat(config.intermediates().takd())
        .extracting(a -> a.train().epochs())
        .containsExactly(4);
    assertThat(config.intermediates().dgkd())
        .extracting(a -> a.train().epochs())
        .containsExactly(4, 5);
  }

  @Test
  void assistantsOfABaselineAreAsItsOwnStudent() {
    RunConfig config =
        read(
            "takd.assistants = [{ name = mid, architecture.hidden = [9] }], baselines = [{ method = takd,"
                + " train.epochs = 6, student.architecture.hidden = [5] }, { method = takd, name = none, takd.assistants = [] }]");
    AssistantConfig assistant = config.baselines().get(0).intermediates().takd().get(0);
    assertThat(assistant.name()).isEqualTo("mid");
    assertThat(assistant.network().architecture().describe()).isEqualTo("mlp-9");
    assertThat(assistant.train().epochs()).isEqualTo(6);
    assertThat(config.baselines().get(1).intermediates().takd()).isEmpty();
    assertThat(config.intermediates().takd().get(0).train().epochs()).isEqualTo(100);
  }

  @Test
  void assistantsAreThoseOfTheMethod() {
    RunConfig config =
        read(
            "method = takd, takd.assistants = [{ name = t }], dgkd.assistants = [{ name = d }]"
                + ", baselines = [{ method = dgkd }, { method = labels }]");
    assertThat(config.assistants()).extracting(AssistantConfig::name).containsExactly("t", "d");
  }

  @Test
  void baselinesTakeOverGenerationsWhereTheirMethodHasAny() {
    RunConfig config =
        read(
            "distill.generations = 3, baselines = [{ method = labels }, { method = takd }, { method = dgkd },"
                + " { method = fixed }, { method = amal }, {}, { distill.generations = 1 }]");
    assertThat(config.baselines())
        .extracting(b -> b.intermediates().generations())
        .containsExactly(1, 1, 1, 3, 3, 3, 1);
    assertThat(config.baselines())
        .extracting(BaselineConfig::name)
        .containsExactly(
            "labels",
            "takd",
            "dgkd",
            "fixed-0.9-generation-3",
            "amal-generation-3",
            "alm-kd-generation-3",
            "alm-kd");
  }

  @Test
  void effectiveConfigurationReadsBackAsTheSame() {
    RunConfig config =
        read(
            "distill.generations = 2, takd.assistants = [{ name = a }], dgkd { drop = 0.5, assistants = [{}] }"
                + "\nteachers = [{ name = big, checkpoints-at = [2, 3] }]"
                + "\nbaselines = [{ method = labels }, { method = takd, train.epochs = 4 }, { method = dgkd }]");
    assertThat(RunConfigReader.read("effective.conf", config.effective(), List.of()))
        .isEqualTo(config);
  }

  @Test
  void assistantsAndDropAndGenerationsAndCheckpointsChangeTheDigest() {
    assertThat(
            List.of(
                read("").digest(),
                read("takd.assistants = [{}]").digest(),
                read("takd.assistants = [{ epochs = 3 }]").digest(),
                read("dgkd.assistants = [{}]").digest(),
                read("dgkd.drop = 0.1").digest(),
                read("distill.generations = 2").digest(),
                read("teachers = [{ name = big, checkpoints-at = [2] }]").digest()))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "method=labels | generation is taught by the one before it, and labels listens to no teacher",
        "method=takd | expected 1, since its assistants lead from the teachers of the run to one student",
        "method=dgkd | distill.generations = 2 with the method dgkd (method); expected 1",
        "baselines=[{ method = labels, distill.generations = 2 }] | the method labels (baselines); expected 1",
      })
  void generationsNeedAMethodThatHasThem(String override, String expected) {
    String generations = override.startsWith("method") ? "distill.generations=2" : "run.seed=0";
    assertThat(problems("", override, generations)).singleElement().asString().contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "distill.generations=0 | distill.generations = 0; expected a whole number from 1",
        "dgkd.drop=1 | dgkd.drop = 1; expected a number in [0, 1)",
        "dgkd.drop=-0.1 | dgkd.drop = -0.1; expected a number in [0, 1)",
        "takd.assistants={} | takd.assistants = {}; expected a list of blocks",
        "takd.assistants=[{ epoch = 1 }] | unknown key takd.assistants[0].epoch (did you mean takd.assistants[0].epochs?)",
        "takd.assistants=[{ epochs = 0 }] | takd.assistants[0].epochs = 0; expected a whole number from 1",
        "takd.assistants=[{ source = dl4j }] | unknown key takd.assistants[0].source",
        "takd.assistants=[{ name = \"a/b\" }] | takd.assistants[0].name = \"a/b\"; expected letters",
        "takd.assistants=[{ early-stop = best-validation }] | takd.assistants[0].early-stop = best-validation with data.split.selection = 0",
        "dgkd.assistants=[{ name = a }, { name = a }] | dgkd.assistants[1].name = a is the name of dgkd.assistants[0], too",
        "assistant-defaults.epochs=x | assistant-defaults.epochs = \"x\"; expected a whole number",
        "baselines=[{ takd.assistants = [{ epochs = 0 }] }] | baselines[0].takd.assistants[0].epochs = 0; expected",
        "teachers=[{ checkpoints-at = [0] }] | teachers[0].checkpoints-at = [0]; expected a list of numbers, each a number > 0",
        "teachers=[{ checkpoints-at = [101] }] | teachers[0].checkpoints-at = [101]; expected epochs of the teacher's own, 1 to 100",
        "teachers=[{ checkpoints-at = [2, 2] }] | teachers[0].checkpoints-at = [2,2]; expected epochs in increasing order",
        "teachers=[{ checkpoints-at = [3, 2] }] | teachers[0].checkpoints-at = [3,2]; expected epochs in increasing order",
        "teachers=[{ checkpoints-at = 3 }] | teachers[0].checkpoints-at = 3; expected a list",
        "teachers=[{ checkpoints-at = [1.5] }] | teachers[0].checkpoints-at = [1.5]; expected a list of whole numbers",
        "teachers=[{ checkpoints-at = [0.5, 1] }] | teachers[0].checkpoints-at = [0.5,1]; expected a list of whole numbers >= 1, which are epochs, or of shares of the teacher's epochs, all below 1",
        "teachers=[{ checkpoints-at = [0.5, 0.5] }] | teachers[0].checkpoints-at = [0.5,0.5]; expected epochs in increasing order",
        "teachers=[{ source = dl4j, dl4j.path = z, checkpoints-at = [1] }] | teachers[0].checkpoints-at with source = dl4j; expected source = train",
        "teachers=[{ source = logits, logits.path = z, checkpoints-at = [1] }] | teachers[0].checkpoints-at with source = logits; expected source = train",
      })
  void valuesOutOfRangeAreProblems(String override, String expected) {
    assertThat(problems("", override)).singleElement().asString().contains(expected);
  }
}
