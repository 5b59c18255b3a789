package org.almkd.config;

import static org.almkd.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/**
 * Two tests a record: what nobody wrote has the default, and every key reaches its own component.
 */
/** What nobody wrote has the default, and every key reaches its own component. */
class MixingConfigTest {
  @Test
  void mixingHasDefaults() {
    AdaptiveConfig adaptive =
        new AdaptiveConfig(
            Preset.PAPER,
            new InitialLambda(InitialLambda.Kind.CONSTANT, 0.1),
            10,
            10,
            0.2,
            1,
            0.1,
            256,
            0,
            1000,
            10000,
            1,
            0.586,
            OptionalDouble.empty(),
            0,
            1,
            GradientKind.PAPER,
            TargetTeacher.MEAN);
    assertThat(read("").mixing())
        .isEqualTo(
            new MixingConfig(4, 0.9, adaptive, new DoubtConfig(0.1, DoubtConfig.Refit.AUTO)));
  }

  @Test
  void everyKeyOfMixingIsMapped() {
    String added =
        """
        mixing { temperature = 3, fixed.lambda = 0.5, adaptive {
          preset = authors, initial { kind = uniform, lambda = 0.3 }, update-every-epochs = 2, warmup-epochs = 4
          label-blend = 0.6, validation-term-weight = 0.7, train-term-weight = 0.8, chunk-size = 11
          look-ahead-batch-size = 12, validation-batch-size = 13, validation-rows = 14, inner-steps = 15, step = 0.16
          lambda-learning-rate = 17, clamp { low = 0.18, high = 0.19 }, gradient = exact, target-teacher = best }
          doubt { initial-lambda = 0.2, refit = never } }
        """;
    AdaptiveConfig adaptive =
        new AdaptiveConfig(
            Preset.AUTHORS,
            new InitialLambda(InitialLambda.Kind.UNIFORM, 0.3),
            2,
            4,
            0.6,
            0.7,
            0.8,
            11,
            12,
            13,
            14,
            15,
            0.16,
            OptionalDouble.of(17),
            0.18,
            0.19,
            GradientKind.EXACT,
            TargetTeacher.BEST);
    assertThat(read(added).mixing())
        .isEqualTo(
            new MixingConfig(3, 0.5, adaptive, new DoubtConfig(0.2, DoubtConfig.Refit.NEVER)));
  }

  @Test
  void lambdaLearningRateComesFromTheStepUnlessWritten() {
    AdaptiveConfig fromStep = read("").mixing().adaptive();
    assertThat(fromStep.resolveLambdaLearningRate(0.01)).isEqualTo(0.586 * 256 / 0.01);
    AdaptiveConfig written = read("mixing.adaptive.lambda-learning-rate = 17").mixing().adaptive();
    assertThat(written.resolveLambdaLearningRate(0.01)).isEqualTo(17);
    assertThatThrownBy(() -> fromStep.resolveLambdaLearningRate(Double.NaN))
        .hasMessage("The initial learning rate is NaN; expected a number > 0");
  }

  @Test
  void lambdasAreUpdatedEveryFewEpochsAfterTheWarmUp() {
    AdaptiveConfig adaptive =
        read("mixing.adaptive { warmup-epochs = 3, update-every-epochs = 2 }").mixing().adaptive();
    assertThat(List.of(0, 1, 2, 3, 4, 5, 6, 7))
        .filteredOn(adaptive::updatesAt)
        .containsExactly(3, 5, 7);
  }
}
