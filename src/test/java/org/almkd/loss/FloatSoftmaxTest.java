package org.almkd.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.almkd.loss.FloatSoftmax.Exponentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatSoftmaxTest {
  @Test
  void factorsTurnExponentialsIntoShares() {
    // Logits (0, ln 2, ln 4): exponentials over the largest 1/4, 1/2, 1, their sum 7/4.
    float[][] columns = {{0}, {(float) Math.log(2)}, {(float) Math.log(4)}};
    float[] factor = new float[1];
    FloatSoftmax.write(columns, 1, new Exponentials(columns, factor));
    assertThat(factor[0]).isEqualTo(4f / 7, within(2e-7f));
    assertThat(columns[0][0]).isEqualTo(0.25f, within(2e-7f));
    assertThat(columns[1][0]).isEqualTo(0.5f, within(2e-7f));
    assertThat(columns[2][0]).isEqualTo(1);
  }

  @Test
  void exponentialsAreRightOverTheWholeRange() {
    // A row each of (0, -x), x from 0 to 200.
    int rows = 200_001;
    float[][] columns = new float[2][rows];
    for (int i = 0; i < rows; i++) {
      columns[1][i] = -i / 1000f;
    }
    float[][] exponentials = new float[2][rows];
    FloatSoftmax.write(columns, 1, new Exponentials(exponentials, new float[rows]));
    for (int i = 0; i < rows; i++) {
      assertThat(exponentials[0][i]).isEqualTo(1);
      assertThat((double) exponentials[1][i])
          .as("e^%s", columns[1][i])
          .isBetween(0.0, 1.0)
          .isEqualTo(Math.exp(columns[1][i]), within(2e-7));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 20, 1000})
  void agreesWithDoublePrecision(int classes) {
    int rows = 37;
    for (double bound : new double[] {1e-3, 1, 10, 100, 1e5}) {
      float[][] logits = new float[classes][rows];
      double[][] expected = Columns.of(Logits.random(classes, rows * classes, bound), classes);
      for (int c = 0; c < classes; c++) {
        for (int i = 0; i < rows; i++) {
          logits[c][i] = (float) expected[c][i];
          expected[c][i] = logits[c][i];
        }
      }
      Softmax.writeColumns(expected, 1, expected);
      float[] factor = new float[rows];
      FloatSoftmax.write(logits, 1, new Exponentials(logits, factor));
      for (int c = 0; c < classes; c++) {
        for (int i = 0; i < rows; i++) {
          assertThat((double) logits[c][i] * factor[i])
              .as("bound %s, class %d, row %d", bound, c, i)
              .isEqualTo(expected[c][i], within(5e-7));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {1, 2, 3, 4, 16, 2.5f, 17})
  void agreesWithDoublePrecisionAtTwoTemperatures(float temperature) {
    int classes = 11;
    int rows = 37;
    double[][] logits = Columns.of(Logits.random(classes, rows * classes, 10), classes);
    float[][] narrowed = new float[classes][rows];
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < rows; i++) {
        narrowed[c][i] = (float) logits[c][i];
        logits[c][i] = narrowed[c][i];
      }
    }
    double[][] expected = new double[classes][rows];
    double[][] expectedAtOne = new double[classes][rows];
    Softmax.writeColumns(logits, temperature, expected, expectedAtOne);
    // The logits' own array receives those at tau.
    Exponentials atTemperature = new Exponentials(narrowed, new float[rows]);
    Exponentials atOne = Exponentials.of(classes, rows);
    FloatSoftmax.write(narrowed, temperature, atTemperature, atOne);
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < rows; i++) {
        assertThat((double) narrowed[c][i] * atTemperature.factor_N()[i])
            .isEqualTo(expected[c][i], within(5e-7));
        assertThat((double) atOne.values_CN()[c][i] * atOne.factor_N()[i])
            .isEqualTo(expectedAtOne[c][i], within(temperature * 5e-7));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void oneNonFiniteLogitSpoilsItsRowAndNoOther(float bad) {
    for (int place = 0; place < 5; place++) {
      float[][] columns = new float[5][3];
      columns[place][1] = bad;
      float[] factor = new float[3];
      FloatSoftmax.write(columns, 1, new Exponentials(columns, factor));
      for (int i = 0; i < 3; i++) {
        assertThat(Float.isNaN(factor[i])).as("row %d", i).isEqualTo(i == 1);
      }
    }
  }
}
