package org.almkd.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetLayoutTest {
  @Test
  void labelWeightsAndLogitsFillARowWithoutGapsOrOverlap() {
    for (int teachers = 0; teachers < 4; teachers++) {
      TargetLayout layout = new TargetLayout(5, teachers);
      int[] uses = new int[layout.width()];
      uses[0]++;
      for (int m = 0; m <= teachers; m++) {
        uses[layout.weights() + m]++;
      }
      for (int k = 0; k < teachers; k++) {
        for (int c = 0; c < 5; c++) {
          uses[layout.logits(k) + c]++;
        }
      }
      assertThat(uses).containsOnly(1);
    }
  }

  @Test
  void aRowOfTwoTeachersAndThreeClassesIsTenNumbers() {
    TargetLayout layout = new TargetLayout(3, 2);
    // [label | w0 w1 w2 | t1 t1 t1 | t2 t2 t2]
    assertThat(layout.width()).isEqualTo(10);
    assertThat(layout.weights()).isEqualTo(1);
    assertThat(IntStream.range(0, 2).map(layout::logits)).containsExactly(4, 7);
  }

  @Test
  void refusesFewerThanTwoClasses() {
    assertThatThrownBy(() -> new TargetLayout(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a target row needs at least 2 classes and 0 teachers, found classes = 1, teachers = 0");
  }

  @Test
  void refusesANegativeNumberOfTeachers() {
    assertThatThrownBy(() -> new TargetLayout(2, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found classes = 2, teachers = -1");
  }
}
