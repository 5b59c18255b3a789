package org.almkd.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftmaxTest {
  private static final double TIGHT = 1e-14;

  @Test
  void writesTheSharesOfOneRowInsideAnArray() {
    // exp of the middle row at temperature 2 is (1, 2, 5), hence shares 1/8, 2/8, 5/8, log sum ln
    // 8.
    double[] logits =
        Logits.concatenate(
            new double[] {9, 9, 9}, Logits.proportionalTo(2, 1, 2, 5), new double[] {7, 7, 7});
    double[] probabilities = {-1, -1, -1, -1, -1};
    double logPartition = Softmax.write(logits, 3, 3, 2, probabilities, 1);
    assertThat(probabilities)
        .containsExactly(new double[] {-1, 0.125, 0.25, 0.625, -1}, within(TIGHT));
    assertThat(logPartition).isEqualTo(Math.log(8), within(TIGHT));
  }

  @Test
  void logSumExpIsTheLogarithmOfTheSum() {
    double[] logits = Logits.concatenate(new double[] {50}, Logits.proportionalTo(1, 1, 2, 5));
    assertThat(Softmax.logSumExp(logits, 1, 3)).isEqualTo(Math.log(8), within(TIGHT));
  }

  @Test
  void mayOverwriteItsInput() {
    double[] row = Logits.proportionalTo(1, 1, 3);
    Softmax.write(row, 0, 2, 1, row, 0);
    assertThat(row).containsExactly(new double[] {0.25, 0.75}, within(TIGHT));
  }

  @Test
  void extremeLogitsStayFinite() {
    double[] probabilities = new double[3];
    double logPartition = Softmax.write(new double[] {1e4, -1e4, 1e4}, 0, 3, 1, probabilities, 0);
    assertThat(probabilities).containsExactly(0.5, 0, 0.5);
    assertThat(logPartition).isEqualTo(1e4 + Math.log(2));
    assertThat(Softmax.logSumExp(new double[] {-1e4, -1e4}, 0, 2)).isEqualTo(-1e4 + Math.log(2));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void nonFiniteLogitsAreNeverHidden(double bad) {
    for (int place = 0; place < 3; place++) {
      double[] logits = {0.5, -1, 2};
      logits[place] = bad;
      double[] probabilities = new double[3];
      double logPartition = Softmax.write(logits, 0, 3, 2, probabilities, 0);
      assertThat(logPartition).as("write, place %d", place).isNotFinite();
      assertThat(Arrays.stream(probabilities).sum()).as("shares, place %d", place).isNotFinite();
      assertThat(Softmax.logSumExp(logits, 0, 3)).as("log sum, place %d", place).isNotFinite();
    }
  }

  @Property
  void addingAConstantChangesNothingButTheLogSum(
      @ForAll long seed, @ForAll @DoubleRange(min = -500, max = 500) double constant) {
    double[] logits = Logits.random(seed, 6, 20);
    double[] moved = Arrays.stream(logits).map(z -> z + constant).toArray();
    double[] before = new double[6];
    double[] after = new double[6];
    double logPartition = Softmax.write(logits, 0, 6, 4, before, 0);
    double movedLogPartition = Softmax.write(moved, 0, 6, 4, after, 0);
    assertThat(after).containsExactly(before, within(1e-12));
    assertThat(movedLogPartition).isEqualTo(logPartition + constant / 4, within(1e-11));
    assertThat(Arrays.stream(before).sum()).isEqualTo(1, within(TIGHT));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 20, 100})
  void manyRowsAtOnceAgreeWithOneByOne(int classes) {
    int rows = 3;
    for (double bound : new double[] {1e-3, 1, 10, 100, 1e5}) {
      for (double temperature : new double[] {0.5, 1, 3, 4, 7, 20}) {
        double[] logits = Logits.random(classes, rows * classes, bound);
        double[] expected = new double[logits.length];
        for (int i = 0; i < rows; i++) {
          Softmax.write(logits, i * classes, classes, temperature, expected, i * classes);
        }
        double[][] columns = Columns.of(logits, classes);
        double[][] all = new double[classes][rows];
        Softmax.writeColumns(columns, temperature, all);
        assertThat(Columns.toRows(all))
            .as("bound %s, temperature %s", bound, temperature)
            .containsExactly(expected, within(1e-13));
        double[][] ones = new double[classes][rows];
        double[][] both = new double[classes][rows];
        Softmax.writeColumns(columns, 1, ones);
        double[][] one = new double[classes][rows];
        Softmax.writeColumns(columns, temperature, both, one);
        assertThat(both).as("of both").isDeepEqualTo(all);
        assertThat(Columns.toRows(one))
            .as("at 1")
            .containsExactly(Columns.toRows(ones), within(1e-13));
        Softmax.writeColumns(columns, temperature, columns);
        assertThat(columns).as("in place").isDeepEqualTo(all);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void oneNonFiniteLogitSpoilsItsRowAndNoOther(double bad) {
    for (int place = 0; place < 5; place++) {
      double[] logits = Logits.random(3, 15, 2);
      logits[5 + place] = bad;
      double[][] columns = new double[5][3];
      Softmax.writeColumns(Columns.of(logits, 5), 2, columns);
      double[] probabilities = Columns.toRows(columns);
      for (int i = 0; i < 15; i++) {
        assertThat(Double.isNaN(probabilities[i])).as("number %d", i).isEqualTo(i / 5 == 1);
      }
    }
  }

  @Test
  void extremeRowsStayFinite() {
    double[][] columns =
        Columns.of(new double[] {1e4, -1e4, 1e4, -1e307, 1e307, -1e307, 0, 0, 0}, 3);
    Softmax.writeColumns(columns, 1, columns);
    double third = 1.0 / 3;
    assertThat(Columns.toRows(columns))
        .containsExactly(new double[] {0.5, 0, 0.5, 0, 1, 0, third, third, third}, within(1e-15));
  }
}
