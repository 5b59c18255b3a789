package org.almkd.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.almkd.data.LocalSpark;
import org.almkd.data.SeededHash;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class SparkRankingTest {
  private static final int ROWS = 500;
  private static final StructType SCHEMA =
      new StructType().add("id", DataTypes.LongType).add("doubt", DataTypes.DoubleType);

  @Test
  void ranksAsOneSortedListWhateverThePartitions() {
    List<Row> rows = rows();
    List<String> expected = expected(rows);
    for (int partitions : new int[] {1, 2, 7}) {
      SparkSession session = LocalSpark.session();
      Dataset<Row> table = session.createDataFrame(rows, SCHEMA).repartition(partitions);
      List<String> found =
          SparkRanking.ascending(table, "doubt", "rank", "place").collectAsList().stream()
              .map(row -> row.getLong(0) + " " + row.getDouble(1) + " " + row.getLong(2))
              .toList();
      assertThat(found).as("%d partitions", partitions).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void bothZerosAreOne() {
    List<Row> rows =
        List.of(
            RowFactory.create(2L, -0.0), RowFactory.create(1L, 0.0), RowFactory.create(3L, 1.0));
    Dataset<Row> table = LocalSpark.session().createDataFrame(rows, SCHEMA);
    assertThat(
            SparkRanking.ascending(table, "doubt", "rank", "place").collectAsList().stream()
                .map(Row::toString))
        .containsExactly("[1,1.5,1]", "[2,1.5,2]", "[3,3.0,3]");
  }

  /** Half of the numbers are 0, as lambdas are, so that one tie goes over all partitions' ends. */
  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (long i = 0; i < ROWS; i++) {
      long hash = SeededHash.of(1, "row", i);
      double number = (hash & 1) == 0 ? 0 : ((hash >>> 8) & 63) / 64.0;
      rows.add(RowFactory.create(hash, number));
    }
    return rows;
  }

  private static List<String> expected(List<Row> rows) {
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort(
        Comparator.<Row>comparingDouble(row -> row.getDouble(1))
            .thenComparingLong(row -> row.getLong(0)));
    double[] numbers = sorted.stream().mapToDouble(row -> row.getDouble(1)).toArray();
    double[] ranks = new AverageRanks(List.of(SortedPart.of(numbers))).of(0, numbers);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      lines.add(sorted.get(i).getLong(0) + " " + ranks[i] + " " + (i + 1));
    }
    return lines;
  }
}
