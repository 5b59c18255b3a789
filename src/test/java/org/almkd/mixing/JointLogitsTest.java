package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.almkd.data.Features;
import org.almkd.data.InvalidDataException;
import org.almkd.data.Shard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JointLogitsTest {
  private static final float LOG_3 = (float) Math.log(3);

  @Test
  void oneTeacherGivesTheLogarithmsOfItsProbabilities() {
    assertThat(JointLogits.of(shard(0, new float[] {LOG_3 + 5, 5}), 2))
        .containsExactly(new double[] {Math.log(0.75), Math.log(0.25)}, within(1e-6));
  }

  @Test
  void teachersAreAveragedAsProbabilities() {
    // (3/4, 1/4) and (1/2, 1/2): mean (5/8, 3/8).
    assertThat(JointLogits.of(shard(0, new float[] {LOG_3, 0}, new float[] {2, 2}), 2))
        .containsExactly(new double[] {Math.log(0.625), Math.log(0.375)}, within(1e-6));
  }

  @Test
  void equalTeachersCountAsOne() {
    float[] logits = {0.3f, -1.2f, 4.5f};
    assertThat(JointLogits.of(shard(2, logits, logits, logits), 3))
        .containsExactly(JointLogits.of(shard(2, logits), 3), within(1e-14));
  }

  @Test
  void teachersThatContradictEachOtherStayFinite() {
    float[] one = {3e38f, 0};
    float[] other = {0, 3e38f};
    assertThat(JointLogits.of(shard(0, one, other), 2))
        .containsExactly(new double[] {Math.log(0.5), Math.log(0.5)}, within(1e-14));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aLogitThatIsNotFiniteIsNamed(float bad) {
    assertThatThrownBy(() -> JointLogits.of(shard(0, new float[] {1, 2}, new float[] {1, bad}), 2))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("Cannot estimate which labels are wrong")
        .hasMessageContaining("row 17 has the logit " + (double) bad + " of teacher 1 for class 1")
        .hasMessageContaining("expected a finite number");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2})
  void aLabelThatIsNoClassIsNamed(int label) {
    assertThatThrownBy(() -> JointLogits.of(shard(label, new float[] {1, 2}), 2))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("row 17 has the label " + label + "; expected 0 to 1");
  }

  @Test
  void missingLogitsAreNamed() {
    assertThatThrownBy(() -> JointLogits.of(shard(0), 2))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("found no teacher");
    assertThatThrownBy(() -> JointLogits.of(shard(0, new float[0]), 2))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("found 0 logits of teacher 0 for 1 rows of shard 4; expected 2");
  }

  private static Shard shard(int label, float[]... logits_KC) {
    return new Shard(
        4,
        new long[] {17},
        new int[] {0},
        Features.of(new float[0], 0),
        new int[] {label},
        new int[0],
        logits_KC);
  }
}
