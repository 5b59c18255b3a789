package org.almkd.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.almkd.config.ImageConfig;
import org.almkd.config.OnBadRecord;
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

/**
 * Parquet files through Spark SQL; features are numeric columns, one array column, or one column of
 * encoded pictures.
 */
final class SparkParquetSource {
  private static final String FILE = "__almkd_file";
  private static final String PLACE = "__almkd_place";
  private static final String WHOLE = "__almkd_whole";

  /** Field with the picture where the column is a struct, as Hugging Face's datasets write it. */
  private static final String BYTES = "bytes";

  /** Field with the name of its file. */
  private static final String PATH = "path";

  /** Rows that Spark's reader holds at a time: pictures are larger than the numbers it expects. */
  private static final String PICTURES_AT_A_TIME = "64";

  private SparkParquetSource() {}

  static SparkRows rows(
      SparkSession session,
      Storage storage,
      DataSource.Parquet source,
      DataConfig config,
      Reading reading) {
    boolean pictures = source.hasImages();
    Dataset<Row> table = open(pictures ? forPictures(session) : session, storage, source.path());
    ColumnRoles roles = roles(table.schema(), source, reading);
    Dataset<Row> wanted = select(table, roles, reading.wholeRows(), pictures);
    boolean array = table.schema().fields()[roles.features()[0]].dataType() instanceof ArrayType;
    Map<String, Long> before =
        roles.id() < 0 ? recordsBefore(session, wanted, source.path()) : Map.of();
    Layout layout =
        new Layout(
            roles,
            new ClassReader(config.classes()),
            reading.labelled(),
            array,
            pictures ? decoder(config.images()) : null,
            config.images().onBadRecord() == OnBadRecord.SKIP,
            new TreeMap<>(before));
    Dataset<Row> cut = config.partitions() > 0 ? wanted.repartition(config.partitions()) : wanted;
    JavaRDD<RowPart> parts = cut.javaRDD().mapPartitions(new ToPart(layout));
    boolean cleanLabels = roles.cleanLabel() >= 0;
    boolean testGiven = roles.split() >= 0;
    if (pictures) {
      PixelFormat format = PixelFormat.decoded(config.images());
      return new SparkRows(
          parts,
          SourceSchema.pictures(source.path(), format, cleanLabels, testGiven),
          roles.columns());
    }
    List<String> names =
        array
            ? SourceSchema.numbered("x", arrayWidth(session, wanted, roles, source))
            : roles.featureNames();
    return new SparkRows(
        parts, new SourceSchema(source.path(), names, cleanLabels, testGiven), roles.columns());
  }

  private static SparkSession forPictures(SparkSession session) {
    SparkSession own = session.newSession();
    own.conf().set("spark.sql.parquet.columnarReaderBatchSize", PICTURES_AT_A_TIME);
    return own;
  }

  private static ImageDecoder decoder(ImageConfig config) {
    return new ImageDecoder(config.side(), 0, ImageLimits.DEFAULT);
  }

  /**
   * How a row is read.
   *
   * @param roles which column is what; of pictures, the one feature holds their bytes
   * @param classes reads labels
   * @param labelled whether labels and splits are used
   * @param array whether the one feature is an array of numbers
   * @param decoder decodes pictures; null where rows are numbers, since an Optional does not travel
   * @param skipsBad whether a picture that cannot be decoded is left out rather than refused
   * @param before records of the files that come before each file; empty where rows have ids
   */
  record Layout(
      ColumnRoles roles,
      ClassReader classes,
      boolean labelled,
      boolean array,
      ImageDecoder decoder,
      boolean skipsBad,
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
    boolean pictures = source.hasImages();
    ColumnRoles.Wanted wanted =
        new ColumnRoles.Wanted(
            "data.parquet",
            source.id(),
            source.label(),
            source.split(),
            source.cleanLabel(),
            pictures ? "image" : "features",
            pictures ? List.of(source.image()) : source.features());
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
    // Columns that the run file names are not those of the network, whose pixels have none.
    List<String> inputs =
        array || !wanted.features().isEmpty() ? wanted.features() : reading.inputs();
    ColumnRoles roles =
        ColumnRoles.resolve(source.path(), columns, candidates, reading.columns(wanted, inputs));
    if (pictures) {
      checkPictures(schema.fields()[roles.features()[0]], source.path());
    } else {
      checkTypes(schema, roles, source.path());
    }
    return roles;
  }

  private static void checkPictures(StructField field, String path) {
    if (!(field.dataType() instanceof BinaryType) && !isStructOfBytes(field.dataType())) {
      throw new InvalidDataException(
          "Cannot read " + path,
          "column %s: found the type %s; expected binary, or a struct with a field bytes of type binary, which hold JPEG or PNG files; set data.parquet.image to such a column"
              .formatted(field.name(), field.dataType().catalogString()));
    }
  }

  private static boolean isStructOfBytes(DataType type) {
    return type instanceof StructType struct
        && Arrays.stream(struct.fields())
            .anyMatch(f -> f.name().equals(BYTES) && f.dataType() instanceof BinaryType);
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
  private static Dataset<Row> select(
      Dataset<Row> table, ColumnRoles roles, boolean wholeRows, boolean pictures) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < roles.columns().size(); i++) {
      int column = i;
      boolean used =
          i == roles.id()
              || i == roles.label()
              || i == roles.split()
              || i == roles.cleanLabel()
              || Arrays.stream(roles.features()).anyMatch(feature -> feature == column);
      StructField field = table.schema().fields()[i];
      Column found = column(table, field);
      Column content =
          isStructOfBytes(field.dataType()) ? found.getField(BYTES).as(field.name()) : found;
      // A place is kept for each column, so that roles stay positions.
      columns.add(used ? content : functions.lit(null).cast("int").as(field.name()));
    }
    columns.add(table.col("_metadata.file_path").as(FILE));
    columns.add(table.col("_metadata.row_index").as(PLACE));
    if (wholeRows) {
      Column[] texts =
          IntStream.range(0, table.schema().size())
              .mapToObj(i -> text(table, i, pictures && i == roles.features()[0]))
              .toArray(Column[]::new);
      columns.add(functions.array(texts).as(WHOLE));
    }
    return table.select(columns.toArray(new Column[0]));
  }

  private static Column column(Dataset<Row> table, StructField field) {
    return table.col("`" + field.name() + "`");
  }

  /**
   * Pictures as the names of their files, where they are known, lists, structs and maps as JSON,
   * bytes as base64, anything else as SQL prints it.
   */
  private static Column text(Dataset<Row> table, int place, boolean picture) {
    StructField field = table.schema().fields()[place];
    Column column = column(table, field);
    DataType type = field.dataType();
    if (picture) {
      boolean named =
          type instanceof StructType struct && List.of(struct.fieldNames()).contains(PATH);
      return named ? column.getField(PATH).cast("string") : functions.lit("");
    }
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
