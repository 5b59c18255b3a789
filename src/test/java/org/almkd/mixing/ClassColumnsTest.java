package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassColumnsTest {
  @Test
  void holdsTheRowsChosenWhateverTheirNumber() {
    LastLayer all = Problem.random(1, 2, 50, 1).chunkLayer();
    for (int count : new int[] {1, 15, 16, 17, 40}) {
      int[] rows = new SplittableRandom(count).ints(count, 0, 50).toArray();
      ClassColumns columns = ClassColumns.like(all, count);
      columns.load(all, IntStream.range(0, count).toArray());
      columns.load(all, rows);
      for (int i = 0; i < count; i++) {
        assertThat(columns.labels()[i]).isEqualTo(all.labels()[rows[i]]);
        for (int c = 0; c < Problem.CLASSES; c++) {
          int number = rows[i] * Problem.CLASSES + c;
          assertThat(columns.logits_CN()[c][i]).isEqualTo(all.logits_NC()[number]);
          for (int k = 0; k < 2; k++) {
            assertThat(columns.teacherLogits_KCN()[k][c][i])
                .isEqualTo(all.teacherLogits_KNC()[k][number]);
          }
        }
      }
    }
  }
}
