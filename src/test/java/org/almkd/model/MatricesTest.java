package org.almkd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class MatricesTest {
  private static final double[] ROWS = {1, 2, 3, 4, 5, 6};

  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void readsRowsOfAnyOrderAndView(DataType type) {
    INDArray matrix = Nd4j.createFromArray(new double[][] {{1, 2, 3}, {4, 5, 6}}).castTo(type);
    assertThat(Matrices.rows(matrix)).containsExactly(ROWS);
    assertThat(Matrices.rows(matrix.dup('f'))).containsExactly(ROWS);
    assertThat(Matrices.rows(matrix.transpose())).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(Matrices.rows(matrix.getRow(1, true))).containsExactly(4, 5, 6);
    assertThat(Matrices.rows(matrix.getRow(0, true))).containsExactly(1, 2, 3);
    INDArray columns = matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 2));
    assertThat(Matrices.rows(columns)).containsExactly(1, 2, 4, 5);
  }

  @Test
  void readsFloats() {
    INDArray matrix = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}});
    assertThat(Matrices.floatRows(matrix.dup('f'))).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Matrices.floatRows(matrix.transpose())).containsExactly(1, 4, 2, 5, 3, 6);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void writesRowsOfAnyOrderAndView(DataType type) {
    for (char order : List.of('c', 'f')) {
      INDArray matrix = Nd4j.create(type, new long[] {2, 3}, order);
      Matrices.write(ROWS, matrix);
      assertThat(matrix.getDouble(0, 2)).as("order %s", order).isEqualTo(3);
      assertThat(matrix.getDouble(1, 0)).as("order %s", order).isEqualTo(4);
    }
    INDArray whole = Nd4j.create(type, new long[] {3, 3}, 'c');
    Matrices.write(ROWS, whole.get(NDArrayIndex.interval(1, 3), NDArrayIndex.all()));
    assertThat(Matrices.rows(whole)).containsExactly(0, 0, 0, 1, 2, 3, 4, 5, 6);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void selectsRowsOfAnyOrderAndView(DataType type) {
    INDArray matrix =
        Nd4j.createFromArray(new double[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}).castTo(type);
    int[] rows = {2, 0, 2};
    double[] expected = {7, 8, 9, 1, 2, 3, 7, 8, 9};
    INDArray selected = Matrices.select(matrix, rows);
    assertThat(selected.dataType()).isEqualTo(type);
    assertThat(selected.shape()).containsExactly(3, 3);
    assertThat(Matrices.rows(selected)).containsExactly(expected);
    assertThat(Matrices.rows(Matrices.select(matrix.dup('f'), rows))).containsExactly(expected);
    INDArray lower = matrix.get(NDArrayIndex.interval(1, 3), NDArrayIndex.all());
    assertThat(Matrices.rows(Matrices.select(lower, new int[] {1, 0})))
        .containsExactly(7, 8, 9, 4, 5, 6);
    INDArray columns = matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 3));
    assertThat(Matrices.rows(Matrices.select(columns, new int[] {1}))).containsExactly(5, 6);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void copiesRowsBesideAColumnThatStays(DataType type) {
    INDArray matrix = Nd4j.createFromArray(new double[][] {{2, 3}, {4, 5}}).castTo(type);
    INDArray wider = Nd4j.ones(type, 2, 3);
    Matrices.copyRows(matrix, new int[] {1, 0}, wider);
    assertThat(Matrices.rows(wider)).containsExactly(4, 5, 1, 2, 3, 1);
  }

  @Test
  void refusesRowsThatAreNotThereOrDoNotFit() {
    INDArray matrix = Nd4j.ones(DataType.FLOAT, 3, 2);
    for (int row : new int[] {-1, 3}) {
      assertThatThrownBy(() -> Matrices.select(matrix, new int[] {0, row}))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("Index " + row + " out of bounds for length 3");
    }
    int[] two = {0, 1};
    for (INDArray target :
        List.of(
            Nd4j.ones(DataType.FLOAT, 1, 3),
            Nd4j.ones(DataType.FLOAT, 2, 1),
            Nd4j.ones(DataType.DOUBLE, 2, 3))) {
      assertThatThrownBy(() -> Matrices.copyRows(matrix, two, target))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot copy 2 rows of 2 numbers of FLOAT into a matrix of");
    }
  }

  @Test
  void writesPartOfAnArrayOverTheFirstNumbers() {
    INDArray matrix = Nd4j.create(DataType.FLOAT, new long[] {2, 3}, 'c');
    Matrices.write(new float[] {9, 1, 2, 3, 4, 9}, 1, 4, matrix);
    assertThat(Matrices.floatRows(matrix)).containsExactly(1, 2, 3, 4, 0, 0);
  }

  @Test
  void doublesAreRoundedToFloatsOnce() {
    INDArray matrix = Nd4j.create(DataType.FLOAT, new long[] {1, 1}, 'c');
    Matrices.write(new double[] {0.1}, matrix);
    assertThat(Matrices.rows(matrix)).containsExactly((double) 0.1f);
  }

  @Test
  void refusesToWriteBeyondTheEnd() {
    INDArray matrix = Nd4j.create(DataType.FLOAT, new long[] {1, 2}, 'c');
    assertThatThrownBy(() -> Matrices.write(new float[3], 0, 3, matrix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot write 3 numbers into a matrix of 2");
    assertThatThrownBy(() -> Matrices.write(new double[3], matrix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot fill a matrix of 2 numbers: found 3");
  }

  @Test
  void refusesToTakeDoublesForFloats() {
    INDArray matrix = Nd4j.create(DataType.DOUBLE, new long[] {1, 2}, 'c');
    assertThatThrownBy(() -> Matrices.write(new float[2], 0, 2, matrix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot copy floats of a matrix of DOUBLE; expected FLOAT");
    assertThatThrownBy(() -> Matrices.floatRows(matrix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot copy floats of a matrix of DOUBLE; expected FLOAT");
  }
}
