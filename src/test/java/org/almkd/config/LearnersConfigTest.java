package org.almkd.config;

import static org.almkd.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two tests a record: what nobody wrote has the default, and every key reaches its own component.
 */
/** What nobody wrote has the default, and every key reaches its own component. */
class LearnersConfigTest {
  @Test
  void teacherHasDefaults() {
    assertThat(read("teachers = [{}]").teachers())
        .containsExactly(
            new TeacherConfig(
                "teacher",
                new TeacherSource.Train(
                    new Architecture.Mlp(List.of(80)),
                    Initialisation.TORCH,
                    TrainConfigTest.train(100, 128, new LearningRate.Cosine(0.01, 100)),
                    0)));
  }

  @Test
  void everyKeyOfATrainedTeacherIsMapped() {
    String added =
        """
        data.split.selection = 0.5
        teachers = [{ name = n, source = train, architecture { kind = mlp, hidden = [3, 2] }, initialisation = he
          folds = 7, epochs = 5, batch-size = 6, momentum = 0.1, weight-decay = 0.2, early-stop = best-validation
          learning-rate { kind = multi-step, initial = 0.3, length = 4, milestones = [1, 2], factor = 0.4 } }]
        """;
    assertThat(read(added).teachers())
        .containsExactly(
            new TeacherConfig(
                "n",
                new TeacherSource.Train(
                    new Architecture.Mlp(List.of(3, 2)),
                    Initialisation.HE,
                    new TrainConfig(
                        1,
                        5,
                        6,
                        new LearningRate.MultiStep(0.3, List.of(1, 2), 0.4),
                        0.1,
                        0.2,
                        EarlyStop.BEST_VALIDATION,
                        TrainConfigTest.EVERY_FIVE_BATCHES),
                    7)));
  }

  @Test
  void lengthOfATeachersCosineIsMapped() {
    TeacherSource source =
        read("teachers = [{ learning-rate.length = 7 }]").teachers().get(0).source();
    assertThat(((TeacherSource.Train) source).train().learningRate())
        .isEqualTo(new LearningRate.Cosine(0.01, 7));
  }

  @Test
  void checkpointsOfATeacherAreMapped() {
    TeacherConfig teacher =
        read("teachers = [{ name = n, checkpoints-at = [20, 100] }]").teachers().get(0);
    assertThat(teacher.checkpointsAt()).containsExactly(20, 100);
    assertThat(teacher.checkpointName(20)).isEqualTo("n@20");
  }

  @ParameterizedTest
  @CsvSource({"200, 20 70 130", "3, 1 2", "10, 1 4 7", "1, 1"})
  void checkpointsMayBeSharesOfTheTeachersEpochsRoundedUp(int epochs, String expected) {
    RunConfig config =
        read("teachers = [{ checkpoints-at = [0.1, 0.35, 0.65], epochs = %d }]".formatted(epochs));
    assertThat(config.teachers().get(0).checkpointsAt())
        .extracting(String::valueOf)
        .containsExactly(expected.split(" "));
  }

  @Test
  void importedTeachersHaveDefaults() {
    String added = "teachers = [{ name = l, source = logits, logits.path = p }]";
    assertThat(read(added).teachers())
        .containsExactly(new TeacherConfig("l", new TeacherSource.Logits("p", "id", "logits")));
  }

  @Test
  void everyKeyOfImportedTeachersIsMapped() {
    String added =
        """
        teachers = [
          { name = d, source = dl4j, dl4j.path = z }
          { name = l, source = logits, logits { path = p, id = i, logits = g } }
        ]
        """;
    assertThat(read(added).teachers())
        .containsExactly(
            new TeacherConfig("d", new TeacherSource.Dl4j("z")),
            new TeacherConfig("l", new TeacherSource.Logits("p", "i", "g")));
  }

  @Test
  void studentHasDefaults() {
    assertThat(read("").student())
        .isEqualTo(new StudentConfig(new Architecture.Mlp(List.of(50)), Initialisation.TORCH));
  }

  @Test
  void everyKeyOfStudentIsMapped() {
    String added = "student { architecture { kind = mlp, hidden = [] }, initialisation = xavier }";
    assertThat(read(added).student())
        .isEqualTo(new StudentConfig(new Architecture.Mlp(List.of()), Initialisation.XAVIER));
  }

  @Test
  void architecturesDescribeThemselves() {
    assertThat(new Architecture.Mlp(List.of(80)).describe()).isEqualTo("mlp-80");
    assertThat(new Architecture.Mlp(List.of(512, 256)).describe()).isEqualTo("mlp-512-256");
    assertThat(new Architecture.Mlp(List.of()).describe()).isEqualTo("mlp-linear");
  }

  @Test
  void methodHasADefault() {
    assertThat(read("").method()).isEqualTo(Method.ALM_KD);
  }

  @Test
  void everyMethodIsReadByItsKey() {
    for (Method method : Method.values()) {
      assertThat(read("method = " + method.key()).method()).isEqualTo(method);
    }
    assertThat(Method.ALM_KD.key()).isEqualTo("alm-kd");
  }

  @Test
  void baselineHasTheValuesOfTheRun() {
    RunConfig config = read("baselines = [{}]");
    assertThat(config.baselines())
        .containsExactly(
            new BaselineConfig(
                "alm-kd",
                config.method(),
                config.student(),
                config.mixing(),
                config.train(),
                config.intermediates()));
  }

  @Test
  void everyBlockOfABaselineIsMapped() {
    String added =
        """
        baselines = [{ name = n, method = labels, student.initialisation = he, mixing.temperature = 2
          train { epochs = 3, learning-rate.kind = constant } }]
        """;
    RunConfig config = read(added);
    assertThat(config.baselines())
        .containsExactly(
            new BaselineConfig(
                "n",
                Method.LABELS,
                new StudentConfig(new Architecture.Mlp(List.of(50)), Initialisation.HE),
                new MixingConfig(2, 0.9, config.mixing().adaptive(), config.mixing().doubt()),
                TrainConfigTest.train(3, 128, new LearningRate.Constant(0.01)),
                new IntermediatesConfig(List.of(), 0, List.of(), 1)));
  }
}
