package org.almkd.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeastBelievedTest {
  private static final float NONE = Float.NaN;

  @Test
  void aFreeLabelWeightCountsBesideThoseOfTheTeachers() {
    // Of (.3; 0) all goes to the label, of (.4; 1.0) two sevenths.
    LambdaSnapshot table =
        new LambdaSnapshot(
            10,
            2,
            1,
            new long[] {7, 8},
            new float[] {0.3f, 0, 0.4f, 1},
            new float[] {NONE, 0.5f, NONE, 0.5f},
            new int[] {-1, 0, -1, 0},
            new float[0],
            new int[0]);
    assertThat(LeastBelieved.choose(table, 2).ids()).containsExactly(8, 7);
  }

  @Test
  void severalTeachersWeighTogether() {
    // 1 - max lambda is .1 and .15, the share .1 / 1 and .15 / 1.85.
    LambdaSnapshot table =
        new LambdaSnapshot(
            10,
            2,
            2,
            new long[] {7, 8},
            new float[] {0.9f, 0, 0.85f, 0.85f},
            new float[] {0.5f, 0.5f, 0.5f, 0.5f},
            new int[] {0, 0, 0, 0},
            new float[0],
            new int[0]);
    LeastBelieved one = LeastBelieved.choose(table, 1);
    assertThat(one.ids()).containsExactly(8);
    assertThat(one.labelShares().get(0)).isBetween(0.0810, 0.0811);
  }
}
