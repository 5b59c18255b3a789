package org.almkd.data;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.almkd.config.DataConfig;
import org.almkd.storage.Storage;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Rows as tables of Spark SQL, for what is said about them one by one. */
public final class SparkTrainingTable {
  /** Column: id of the row. */
  public static final String ID = "id";

  /** Column: class that networks were trained on. */
  public static final String GIVEN = "given";

  /** Column: true class; null where it is unknown. */
  public static final String CLEAN = "clean";

  /** Column: all columns of the source, as an array of texts; a text may be null. */
  public static final String COLUMNS = "columns";

  private static final StructType LABELS =
      new StructType()
          .add(ID, DataTypes.LongType, false)
          .add(GIVEN, DataTypes.IntegerType, false)
          .add(CLEAN, DataTypes.IntegerType, true);
  private static final StructType ROWS =
      new StructType()
          .add(ID, DataTypes.LongType, false)
          .add(COLUMNS, DataTypes.createArrayType(DataTypes.StringType), false);

  private SparkTrainingTable() {}

  /** Returns {@code id, given, clean} of the training rows of prepared data. */
  public static Dataset<Row> labels(SparkSession session, PreparedData data) {
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .parallelize(List.of(data.reader()), 1)
            .flatMap(new ReadLabels());
    return session.createDataFrame(rows, LABELS);
  }

  /**
   * A source with all of its columns.
   *
   * @param columns their names, in the order of the source
   * @param rows {@code id, columns} of the rows of all splits
   */
  public record Source(List<String> columns, Dataset<Row> rows) {}

  /**
   * Reads a source as training reads it, with all columns. Those of synthetic data are the
   * features; an idx file has none, and its rows are named by {@code file} and {@code item}.
   *
   * @throws InvalidDataException if files are not there, or not in order
   */
  public static Source source(SparkSession session, Storage storage, DataConfig config) {
    SparkRows rows = SparkRows.of(session, storage, config, Reading.wholeTrainingRows());
    JavaRDD<Row> texts =
        rows.parts()
            .map(RowPart::withoutFeatures)
            .mapPartitions(new ReadColumns(storage, rows.schema().kind()));
    return new Source(rows.columns(), session.createDataFrame(texts, ROWS));
  }

  /** Executor side: the labels of all training rows, 16 bytes each. */
  private static final class ReadLabels implements FlatMapFunction<BlockReader, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(BlockReader reader) {
      SplitIndex index = reader.index(Split.TRAIN);
      boolean known = index.cleanLabels().length > 0;
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < index.rows();
        }

        @Override
        public Row next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          int i = next++;
          Integer clean = known ? index.cleanLabels()[i] : null;
          return RowFactory.create(index.ids()[i], index.labels()[i], clean);
        }
      };
    }
  }

  /** Executor side: the columns of some parts of the source. */
  private static final class ReadColumns implements FlatMapFunction<Iterator<RowPart>, Row> {
    private static final long serialVersionUID = 1L;
    private final Storage storage;
    private final Features kind;

    ReadColumns(Storage storage, Features kind) {
      this.storage = storage;
      this.kind = kind;
    }

    @Override
    public Iterator<Row> call(Iterator<RowPart> parts) {
      return new WholeRows(parts, storage, kind);
    }
  }

  /** Rows one after the other: a part may be larger than the memory. */
  private static final class WholeRows implements Iterator<Row> {
    private final Iterator<RowPart> parts;
    private final Storage storage;
    private final SourceRow row;
    private RowCursor cursor;
    private boolean ready;

    WholeRows(Iterator<RowPart> parts, Storage storage, Features kind) {
      this.parts = parts;
      this.storage = storage;
      row = new SourceRow(kind);
    }

    @Override
    public boolean hasNext() {
      while (!ready && (cursor != null || parts.hasNext())) {
        cursor = cursor == null ? parts.next().open(storage) : cursor;
        Problems problems = new Problems();
        ready = cursor.next(row, problems);
        problems.throwIfAny("The source was changed while it was read");
        if (!ready) {
          cursor.close();
          cursor = null;
        }
      }
      return ready;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      ready = false;
      return RowFactory.create(row.id, cursor.columns());
    }
  }
}
