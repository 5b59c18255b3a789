package org.almkd.evaluate;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Ranks rows by a number without bringing them together: a range-partitioned sort by (number, id),
 * then five numbers of each partition on the driver. The result is a function of ids and numbers
 * alone, whatever the partitions.
 */
public final class SparkRanking {
  private static final String ID = "id";

  private SparkRanking() {}

  /**
   * Returns {@code id}, the rank and the place of each row in ascending order of a number.
   *
   * @param rows has {@code id} (long, unique) and the number
   * @param number name of a double column without NaN
   * @param rank name of the new double column: 1 to N, equal numbers share their mean rank
   * @param place name of the new long column: 1 to N, equal numbers in the order of their ids
   */
  public static Dataset<Row> ascending(
      Dataset<Row> rows, String number, String rank, String place) {
    // -0.0 sorts before 0.0 in Java and is equal to it in SQL; adding 0.0 leaves only 0.0.
    Dataset<Row> numbers =
        rows.select(functions.col(ID), functions.col(number).plus(0.0).as(number))
            .orderBy(number, ID);
    JavaRDD<Row> sorted = numbers.javaRDD();
    AverageRanks ranks = new AverageRanks(sorted.mapPartitions(new ReadEnds()).collect());
    StructType schema =
        new StructType()
            .add(ID, DataTypes.LongType, false)
            .add(rank, DataTypes.DoubleType, false)
            .add(place, DataTypes.LongType, false);
    return rows.sparkSession()
        .createDataFrame(sorted.mapPartitionsWithIndex(new Assign(ranks), true), schema);
  }

  /**
   * Returns how well a ranking finds flipped rows.
   *
   * @param rows has the columns below
   * @param rank name of its rank, a double column
   * @param place name of its place, a long column
   * @param flipped name of a boolean column: whether the label is flipped
   * @param cutoffs numbers of rows at which the precision is wanted, ascending
   */
  public static FlipCounts count(
      Dataset<Row> rows, String rank, String place, String flipped, long... cutoffs) {
    return rows.select(rank, place, flipped)
        .javaRDD()
        .aggregate(new FlipCounts(cutoffs), SparkRanking::add, FlipCounts::merge);
  }

  private static FlipCounts add(FlipCounts counts, Row row) {
    return counts.add(row.getDouble(0), row.getLong(1), row.getBoolean(2));
  }

  /** The ids and numbers of one partition. */
  private static final class Columns {
    private long[] ids = new long[1024];
    private double[] numbers = new double[1024];
    private int rows;

    static Columns of(Iterator<Row> rows) {
      Columns columns = new Columns();
      rows.forEachRemaining(row -> columns.add(row.getLong(0), row.getDouble(1)));
      columns.resize(columns.rows);
      return columns;
    }

    private void add(long id, double number) {
      if (rows == ids.length) {
        resize(Math.multiplyExact(2, rows));
      }
      ids[rows] = id;
      numbers[rows++] = number;
    }

    private void resize(int capacity) {
      ids = Arrays.copyOf(ids, capacity);
      numbers = Arrays.copyOf(numbers, capacity);
    }
  }

  /** Executor side: the ends of one partition. */
  private static final class ReadEnds implements FlatMapFunction<Iterator<Row>, SortedPart> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<SortedPart> call(Iterator<Row> rows) {
      return List.of(SortedPart.of(Columns.of(rows).numbers)).iterator();
    }
  }

  /** Executor side: rank and place of each row of one partition. */
  private static final class Assign implements Function2<Integer, Iterator<Row>, Iterator<Row>> {
    private static final long serialVersionUID = 1L;
    private final AverageRanks ranks;

    Assign(AverageRanks ranks) {
      this.ranks = ranks;
    }

    @Override
    public Iterator<Row> call(Integer part, Iterator<Row> rows) {
      Columns columns = Columns.of(rows);
      double[] average = ranks.of(part, columns.numbers);
      long before = ranks.before(part);
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < average.length;
        }

        @Override
        public Row next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          int i = next++;
          return RowFactory.create(columns.ids[i], average[i], before + i + 1);
        }
      };
    }
  }
}
