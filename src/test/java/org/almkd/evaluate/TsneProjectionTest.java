package org.almkd.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.almkd.data.InvalidDataException;
import org.junit.jupiter.api.Test;

class TsneProjectionTest {
  private static final int ROWS = 120;
  private static final int CLASSES = 3;

  /** Row i is of class i mod 3, whose centre is 20 along the axis of that number. */
  private static double[][] threeBalls() {
    SplittableRandom random = new SplittableRandom(1);
    double[][] rows = new double[ROWS][5];
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < 5; j++) {
        rows[i][j] = random.nextDouble() + (j == i % CLASSES ? 20 : 0);
      }
    }
    return rows;
  }

  @Test
  void neighboursStayNeighbours() {
    double[][] places = TsneProjection.of(threeBalls(), 3);
    assertThat(places).hasDimensions(ROWS, 2);
    for (int i = 0; i < ROWS; i++) {
      assertThat(nearest(places, i) % CLASSES).isEqualTo(i % CLASSES);
    }
  }

  @Test
  void placesFollowFromRowsAndSeed() {
    double[][] rows = threeBalls();
    assertThat(TsneProjection.of(rows, 3)).isDeepEqualTo(TsneProjection.of(rows, 3));
    assertThat(TsneProjection.of(rows, 3)[0]).isNotEqualTo(TsneProjection.of(rows, 4)[0]);
  }

  @Test
  void tooFewRowsAreRefused() {
    assertThatThrownBy(() -> TsneProjection.of(new double[90][2], 0))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContainingAll("found 90 rows", "expected at least 91");
  }

  private static int nearest(double[][] places, int row) {
    int nearest = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int j = 0; j < places.length; j++) {
      double distance = Math.hypot(places[j][0] - places[row][0], places[j][1] - places[row][1]);
      if (j != row && distance < least) {
        least = distance;
        nearest = j;
      }
    }
    return nearest;
  }
}
