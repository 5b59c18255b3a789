package org.almkd.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.almkd.storage.Storage;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Parquet files through Spark SQL; features are numeric columns or one array column. */
final class SparkParquetSource {
  private static final String FILE = "__almkd_file";
  private static final String PLACE = "__almkd_place";
  private static final String WHOLE = "__almkd_whole";

  private SparkParquetSource() {}

  static SparkRows rows(
      SparkSession session,
      Storage storage,
      DataSource.Parquet source,
      DataConfig config,
      Reading reading) {
    Dataset<Row> table = open(session, storage, source.path());
    ColumnRoles roles = roles(table.schema(), source, reading);
    Dataset<Row> wanted = select(table, roles, reading.wholeRows());
    boolean array = table.schema().fields()[roles.features()[0]].dataType() instanceof ArrayType;
    List<String> names =
        array
            ? SourceSchema.numbered("x", arrayWidth(session, wanted, roles, source))
            : roles.featureNames();
    Map<String, Long> before =
        roles.id() < 0 ? recordsBefore(session, wanted, source.path()) : Map.of();
    Layout layout =
        new Layout(
            roles,
            new ClassReader(config.classes()),
            reading.labelled(),
            array,
            new TreeMap<>(before));
    Dataset<Row> cut = config.partitions() > 0 ? wanted.repartition(config.partitions()) : wanted;
    JavaRDD<RowPart> parts = cut.javaRDD().mapPartitions(new ToPart(layout));
    return new SparkRows(
        parts,
        new SourceSchema(source.path(), names, roles.cleanLabel() >= 0, roles.split() >= 0),
        roles.columns());
  }

  /** How a row is read. */
  record Layout(
      ColumnRoles roles,
      ClassReader classes,
      boolean labelled,
      boolean array,
      TreeMap<String, Long> before)
      implements java.io.Serializable {}

  /** Names of the columns. */
  static List<String> columns(SparkSession session, Storage storage, String path) {
    return List.of(open(session, storage, path).columns());
  }

  private static Dataset<Row> open(SparkSession session, Storage storage, String path) {
    ParquetFiles.refuseCutOff(storage, path, SourceFiles.find(storage, path, List.of(".parquet")));
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    return ParquetFiles.read(
        path,
        () ->
            SparkJobGroup.run(
                spark, "data: read Parquet schema", () -> session.read().parquet(path)));
  }

  private static ColumnRoles roles(StructType schema, DataSource.Parquet source, Reading reading) {
    List<String> columns = List.of(schema.fieldNames());
    ColumnRoles.Wanted wanted =
        new ColumnRoles.Wanted(
            "data.parquet",
            source.id(),
            source.label(),
            source.split(),
            source.cleanLabel(),
            source.features());
    List<String> named =
        Arrays.asList(source.id(), source.label(), source.split(), source.cleanLabel());
    List<String> candidates =
        Arrays.stream(schema.fields())
            .filter(field -> isFeature(field.dataType()) && !named.contains(field.name()))
            .map(StructField::name)
            .toList();
    // One array column stands for features that have no names of their own.
    boolean array =
        candidates.size() == 1 && schema.apply(candidates.get(0)).dataType() instanceof ArrayType;
    List<String> inputs =
        array || !source.features().isEmpty() ? source.features() : reading.inputs();
    ColumnRoles roles =
        ColumnRoles.resolve(source.path(), columns, candidates, reading.columns(wanted, inputs));
    checkTypes(schema, roles, source.path());
    return roles;
  }

  private static boolean isFeature(DataType type) {
    return type instanceof NumericType
        || (type instanceof ArrayType array && array.elementType() instanceof NumericType);
  }

  private static void checkTypes(StructType schema, ColumnRoles roles, String path) {
    for (int feature : roles.features()) {
      StructField field = schema.fields()[feature];
      boolean alone = roles.features().length == 1 || !(field.dataType() instanceof ArrayType);
      if (!isFeature(field.dataType()) || !alone) {
        throw new InvalidDataException(
            "Cannot read " + path,
            "column "
                + field.name()
                + ": found the type "
                + field.dataType().catalogString()
                + "; expected numeric columns or one array of numbers; set data.parquet.features");
      }
    }
  }

  /** Only the columns in use, where each row stands, and all columns as texts if asked for. */
  private static Dataset<Row> select(Dataset<Row> table, ColumnRoles roles, boolean wholeRows) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < roles.columns().size(); i++) {
      int column = i;
      boolean used =
          i == roles.id()
              || i == roles.label()
              || i == roles.split()
              || i == roles.cleanLabel()
              || Arrays.stream(roles.features()).anyMatch(feature -> feature == column);
      Column found = table.col("`" + roles.columns().get(i) + "`");
      // A place is kept for each column, so that roles stay positions.
      columns.add(used ? found : functions.lit(null).cast("int").as(roles.columns().get(i)));
    }
    columns.add(table.col("_metadata.file_path").as(FILE));
    columns.add(table.col("_metadata.row_index").as(PLACE));
    if (wholeRows) {
      Column[] texts =
          Arrays.stream(table.schema().fields())
              .map(field -> text(table.col("`" + field.name() + "`"), field.dataType()))
              .toArray(Column[]::new);
      columns.add(functions.array(texts).as(WHOLE));
    }
    return table.select(columns.toArray(new Column[0]));
  }

  /** Lists, structs and maps as JSON, bytes as base64, anything else as SQL prints it. */
  private static Column text(Column column, DataType type) {
    if (type instanceof ArrayType || type instanceof StructType || type instanceof MapType) {
      return functions.to_json(column);
    }
    return type instanceof BinaryType ? functions.base64(column) : column.cast("string");
  }

  private static int arrayWidth(
      SparkSession session, Dataset<Row> table, ColumnRoles roles, DataSource.Parquet source) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    List<FirstRow> first =
        SparkJobGroup.run(
            spark,
            "data: read first row",
            () -> table.javaRDD().mapPartitions(new ReadFirstRow(roles.features()[0])).take(1));
    if (first.isEmpty()) {
      throw new InvalidDataException(
          "Cannot read " + source.path(), "found no row; expected at least one");
    }
    if (!first.get(0).problem().isEmpty()) {
      throw new InvalidDataException("Cannot read " + source.path(), first.get(0).problem());
    }
    return first.get(0).width();
  }

  /** Numbers in the array of the first row, or what is wrong with it. */
  private record FirstRow(int width, String problem) implements java.io.Serializable {}

  /** Tells of damage rather than to fail, which would only be tried again. */
  private static final class ReadFirstRow implements FlatMapFunction<Iterator<Row>, FirstRow> {
    private static final long serialVersionUID = 1L;
    private final int column;

    ReadFirstRow(int column) {
      this.column = column;
    }

    @Override
    public Iterator<FirstRow> call(Iterator<Row> rows) {
      try {
        return rows.hasNext()
            ? List.of(first(rows.next())).iterator()
            : Collections.emptyIterator();
      } catch (Exception e) {
        return List.of(new FirstRow(0, SparkParquetCursor.damage("the first row", e))).iterator();
      }
    }

    private FirstRow first(Row row) {
      boolean empty = row.isNullAt(column) || row.getList(column).isEmpty();
      return empty
          ? new FirstRow(0, "found no feature in the first row's array; expected a list of numbers")
          : new FirstRow(row.getList(column).size(), "");
    }
  }

  /** Records of the files that come before each file, in path order. */
  private static Map<String, Long> recordsBefore(
      SparkSession session, Dataset<Row> table, String path) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    List<Row> counts =
        ParquetFiles.read(
            path,
            () ->
                SparkJobGroup.run(
                    spark,
                    "data: count rows of " + path,
                    () -> table.groupBy(FILE).count().orderBy(FILE).collectAsList()));
    Map<String, Long> before = new TreeMap<>();
    long records = 0;
    for (Row count : counts) {
      before.put(count.getString(0), records);
      records += count.getLong(1);
    }
    return before;
  }

  private static final class ToPart implements FlatMapFunction<Iterator<Row>, RowPart> {
    private static final long serialVersionUID = 1L;
    private final Layout layout;

    ToPart(Layout layout) {
      this.layout = layout;
    }

    @Override
    public Iterator<RowPart> call(Iterator<Row> rows) {
      RowPart part = storage -> new SparkParquetCursor(layout, rows);
      return List.of(part).iterator();
    }
  }
}
