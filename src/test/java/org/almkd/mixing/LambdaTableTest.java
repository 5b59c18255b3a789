package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LambdaTableTest {
  @Test
  void aConstantTableHoldsOneNumber() {
    LambdaTable table = LambdaTable.constant(3, 2, 0.1);
    assertThat(table.columns()).isEqualTo(2);
    assertThat(table.columns_RN()).hasDimensions(2, 3);
    for (float[] column : table.columns_RN()) {
      assertThat(column).containsOnly(0.1f);
    }
    assertThat(LambdaTable.EMPTY.columns()).isZero();
  }

  @Test
  void aRowIsCopiedAcrossColumns() {
    LambdaTable table = new LambdaTable(new float[][] {{1, 2, 3}, {4, 5, 6}});
    double[] row = {9, 9, 9, 9};
    table.copyRow(1, row, 1);
    assertThat(row).containsExactly(9, 2, 5, 9);
  }

  @Test
  void uniformLambdasAreFunctionsOfSeedIdAndColumn() {
    long[] ids = LongStream.range(0, 50).map(i -> i * i + 3).toArray();
    float[][] drawn = LambdaTable.uniform(ids, 2, 11).columns_RN();
    // The same id among other ones, at another rank.
    float[][] alone = LambdaTable.uniform(new long[] {ids[7], ids[40]}, 2, 11).columns_RN();
    for (int r = 0; r < 2; r++) {
      assertThat(alone[r]).containsExactly(drawn[r][7], drawn[r][40]);
    }
    assertThat(drawn[0]).isNotEqualTo(drawn[1]);
    assertThat(LambdaTable.uniform(ids, 2, 12).columns_RN()[0]).isNotEqualTo(drawn[0]);
  }

  @Test
  void uniformLambdasFillTheUnitInterval() {
    long[] ids = LongStream.range(0, 20_000).toArray();
    float[] drawn = LambdaTable.uniform(ids, 1, 5).columns_RN()[0];
    double sum = 0;
    double squares = 0;
    for (float value : drawn) {
      assertThat(value >= 0 && value < 1).isTrue();
      sum += value;
      squares += (double) value * value;
    }
    // Four standard errors: sqrt(1/12/20000) = .00204, sqrt(4/45/20000) = .00211.
    assertThat(sum / ids.length).isEqualTo(0.5, within(0.0082));
    assertThat(squares / ids.length).isEqualTo(1.0 / 3, within(0.0085));
  }

  @Test
  void theLabelWeightIsWhatTheLargestLeaves() {
    LambdaTable table =
        new LambdaTable(new float[][] {{0.25f, 0.5f}, {0.75f, 0.125f}}).withLabelWeight();
    assertThat(table.columns()).isEqualTo(3);
    assertThat(table.columns_RN()[0]).containsExactly(0.25f, 0.5f);
    assertThat(table.columns_RN()[1]).containsExactly(0.25f, 0.5f);
    assertThat(table.columns_RN()[2]).containsExactly(0.75f, 0.125f);
  }

  @Test
  void anUpdateMakesANewTableAndLeavesOtherRows() {
    LambdaTable old = new LambdaTable(new float[][] {{1, 2, 3, 4}, {5, 6, 7, 8}});
    LambdaTable updated =
        old.with(
            List.of(
                new LambdaTable.Update(new int[] {3, 0}, new float[] {10, 11, 12, 13}),
                new LambdaTable.Update(new int[] {2}, new float[] {14, 15})));
    assertThat(updated.columns_RN()[0]).containsExactly(12, 2, 14, 10);
    assertThat(updated.columns_RN()[1]).containsExactly(13, 6, 15, 11);
    assertThat(old.columns_RN()[0]).containsExactly(1, 2, 3, 4);
    assertThat(old.columns_RN()[1]).containsExactly(5, 6, 7, 8);
  }
}
