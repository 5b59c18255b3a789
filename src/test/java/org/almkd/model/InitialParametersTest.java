package org.almkd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.almkd.config.Initialisation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitialParametersTest {
  /** Layers 60-80-50-10. */
  private static final NetworkSpec SPEC = Specs.mlp(60, List.of(80, 50), 10);

  private static final int[] SIZES = Specs.sizes(SPEC);

  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
  }

  @Test
  void torchIsUniformInOneOverTheRootOfFanInBiasesToo() {
    float[] drawn = InitialParameters.draw(SPEC, Initialisation.TORCH, 1);
    for (int layer = 0; layer < 3; layer++) {
      double bound = 1 / Math.sqrt(SIZES[layer]);
      assertUniform(weights(drawn, layer), bound);
      double[] biases = biases(drawn, layer);
      assertThat(Arrays.stream(biases)).allMatch(b -> Math.abs(b) <= (float) bound);
      // Ten biases lie within a third of the bound by chance with probability 2e-5.
      assertThat(Arrays.stream(biases).map(Math::abs).max().orElseThrow()).isGreaterThan(bound / 3);
    }
  }

  @Test
  void heIsNormalWithVarianceTwoOverFanIn() {
    float[] drawn = InitialParameters.draw(SPEC, Initialisation.HE, 1);
    for (int layer = 0; layer < 3; layer++) {
      double deviation = Math.sqrt(2.0 / SIZES[layer]);
      double[] scaled = Arrays.stream(weights(drawn, layer)).map(w -> w / deviation).toArray();
      // Four standard errors of mean, second and fourth moment (1, 2 and 96 over n).
      double root = Math.sqrt(scaled.length);
      assertThat(moment(scaled, 1)).isEqualTo(0, within(4 / root));
      assertThat(moment(scaled, 2)).isEqualTo(1, within(4 * Math.sqrt(2) / root));
      assertThat(moment(scaled, 4)).isEqualTo(3, within(4 * Math.sqrt(96) / root));
      assertThat(biases(drawn, layer)).containsOnly(0);
    }
  }

  @Test
  void xavierIsUniformInTheRootOfSixOverBothFans() {
    float[] drawn = InitialParameters.draw(SPEC, Initialisation.XAVIER, 1);
    for (int layer = 0; layer < 3; layer++) {
      assertUniform(weights(drawn, layer), Math.sqrt(6.0 / (SIZES[layer] + SIZES[layer + 1])));
      assertThat(biases(drawn, layer)).containsOnly(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSeedDecidesEveryBit(Initialisation initialisation) {
    float[] drawn = InitialParameters.draw(SPEC, initialisation, 7);
    assertThat(InitialParameters.draw(SPEC, initialisation, 7)).isEqualTo(drawn);
    float[] other = InitialParameters.draw(SPEC, initialisation, 8);
    int equal = 0;
    for (int p = 0; p < drawn.length; p++) {
      equal += drawn[p] == other[p] && drawn[p] != 0 ? 1 : 0;
    }
    assertThat(equal).isLessThan(5);
  }

  @ParameterizedTest
  @EnumSource
  void anotherLayerLeavesTheOthersAsTheyWere(Initialisation initialisation) {
    float[] drawn = InitialParameters.draw(SPEC, initialisation, 7);
    float[] moreClasses =
        InitialParameters.draw(Specs.mlp(60, List.of(80, 50), 13), initialisation, 7);
    int trunk = PlainMlp.parameters(60, 80, 50);
    assertThat(Arrays.copyOf(moreClasses, trunk)).isEqualTo(Arrays.copyOf(drawn, trunk));
    float[] moreInputs =
        InitialParameters.draw(Specs.mlp(64, List.of(80, 50), 10), initialisation, 7);
    assertThat(upperLayers(moreInputs)).isEqualTo(upperLayers(drawn));
  }

  private static float[] upperLayers(float[] flat) {
    return Arrays.copyOfRange(flat, flat.length - PlainMlp.parameters(80, 50, 10), flat.length);
  }

  @Test
  void layersOfTheSameShapeDiffer() {
    NetworkSpec square = Specs.mlp(6, List.of(6, 6), 6);
    float[] drawn = InitialParameters.draw(square, Initialisation.TORCH, 1);
    assertThat(Arrays.copyOfRange(drawn, 0, 42)).isNotEqualTo(Arrays.copyOfRange(drawn, 42, 84));
  }

  private static void assertUniform(double[] values, double bound) {
    assertThat(Arrays.stream(values)).allMatch(w -> Math.abs(w) <= (float) bound);
    double[] scaled = Arrays.stream(values).map(w -> w / bound).toArray();
    // Four standard errors: variances 1/3 and 4/45.
    double root = Math.sqrt(scaled.length);
    assertThat(moment(scaled, 1)).isEqualTo(0, within(4 * Math.sqrt(1.0 / 3) / root));
    assertThat(moment(scaled, 2)).isEqualTo(1.0 / 3, within(4 * Math.sqrt(4.0 / 45) / root));
  }

  private static double moment(double[] values, int power) {
    return Arrays.stream(values).map(v -> Math.pow(v, power)).average().orElseThrow();
  }

  private static double[] weights(float[] flat, int layer) {
    int from = PlainMlp.parameters(Arrays.copyOf(SIZES, layer + 1));
    return Forward.widen(Arrays.copyOfRange(flat, from, from + SIZES[layer] * SIZES[layer + 1]));
  }

  private static double[] biases(float[] flat, int layer) {
    int to = PlainMlp.parameters(Arrays.copyOf(SIZES, layer + 2));
    return Forward.widen(Arrays.copyOfRange(flat, to - SIZES[layer + 1], to));
  }
}
