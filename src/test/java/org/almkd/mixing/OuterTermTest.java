package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.almkd.model.Matrices;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OuterTermTest {
  private static final int ROWS = 50;

  @Test
  void singlePrecisionAgreesWithDouble() {
    LastLayer rows = Problem.random(1, 2, ROWS, 1).chunkLayer();
    double[] exact = gradient(rows);
    LastLayer floats =
        new LastLayer(
            rows.features_NH().castTo(DataType.FLOAT),
            rows.logits_NC(),
            rows.labels(),
            rows.teacherLogits_KNC());
    // Means of numbers in [-1, 1].
    assertThat(gradient(floats)).containsExactly(exact, within(1e-6)).isNotEqualTo(exact);
  }

  private static double[] gradient(LastLayer rows) {
    OuterTarget target = new OuterTarget(new int[] {0, 1}, 0.2);
    OuterTerm term = OuterTerm.of(rows, IntStream.range(0, ROWS).toArray(), target);
    INDArray lookAhead =
        Nd4j.linspace(DataType.DOUBLE, -3, 0.25, Problem.CLASSES * (Problem.WIDTH + 1L))
            .reshape('c', Problem.CLASSES, Problem.WIDTH + 1)
            .castTo(rows.features_NH().dataType());
    return Matrices.rows(term.gradient(lookAhead, 0.5, 0.9));
  }
}
