package org.almkd.data;

import java.util.List;
import org.almkd.config.Classes;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.almkd.storage.Storage;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of a source in Spark partitions, in source order.
 *
 * @param parts one or more parts a partition
 * @param schema what is known before reading
 * @param columns names of all columns of the source, features or not, in its order
 */
record SparkRows(JavaRDD<RowPart> parts, SourceSchema schema, List<String> columns) {
  SparkRows {
    columns = List.copyOf(columns);
  }

  static SparkRows of(SparkSession session, Storage storage, DataConfig config, Reading reading) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    DataSource source = config.source();
    if (source instanceof DataSource.Synthetic synthetic) {
      return synthetic(spark, synthetic, config, reading);
    }
    if (source instanceof DataSource.Idx idx) {
      return idx(spark, storage, idx, config, reading);
    }
    if (source instanceof DataSource.Cifar cifar) {
      return cifar(spark, storage, cifar, config, reading);
    }
    if (source instanceof DataSource.Csv csv) {
      requireLabels(config.classes(), csv.label(), "data.csv.label", reading);
      return SparkCsvSource.rows(spark, storage, csv, config, reading);
    }
    if (source instanceof DataSource.Parquet parquet) {
      requireLabels(config.classes(), parquet.label(), "data.parquet.label", reading);
      return SparkParquetSource.rows(session, storage, parquet, config, reading);
    }
    throw new AssertionError("no reader for the source " + source);
  }

  private static SparkRows synthetic(
      JavaSparkContext spark, DataSource.Synthetic source, DataConfig config, Reading reading) {
    int classes = new ClassReader(config.classes()).count();
    List<RowPart> parts =
        SyntheticPart.plan(
            source, classes, reading.labelled(), config.seed(), parts(spark, config));
    SourceSchema schema =
        new SourceSchema(
            "synthetic data", SourceSchema.numbered("x", source.features()), false, true);
    return parallel(spark, parts, schema, schema.featureColumns());
  }

  private static SparkRows idx(
      JavaSparkContext spark,
      Storage storage,
      DataSource.Idx source,
      DataConfig config,
      Reading reading) {
    List<RowPart> parts =
        IdxPart.plan(
            source,
            new ClassReader(config.classes()),
            reading.labelled(),
            config.seed(),
            storage,
            parts(spark, config));
    PixelFormat format = PixelFormat.scaled(((IdxPart) parts.get(0)).shape(), source.scale());
    return parallel(
        spark, parts, SourceSchema.pictures(source.path(), format, true), IdxPart.columnNames());
  }

  private static SparkRows cifar(
      JavaSparkContext spark,
      Storage storage,
      DataSource.Cifar source,
      DataConfig config,
      Reading reading) {
    return parallel(
        spark,
        CifarPart.plan(source, reading.labelled(), config.seed(), storage, parts(spark, config)),
        SourceSchema.pictures(
            source.path(), PixelFormat.scaled(CifarFiles.SHAPE, source.scale()), true),
        IdxPart.columnNames());
  }

  static SparkRows parallel(
      JavaSparkContext spark,
      List<? extends RowPart> parts,
      SourceSchema schema,
      List<String> columns) {
    return new SparkRows(spark.parallelize(List.copyOf(parts), parts.size()), schema, columns);
  }

  /** Into how many parts a source is cut; no result depends on it. */
  static int parts(JavaSparkContext spark, DataConfig config) {
    return config.partitions() > 0 ? config.partitions() : spark.defaultParallelism();
  }

  private static void requireLabels(Classes classes, String label, String key, Reading reading) {
    if (reading.labelled() && label.isEmpty()) {
      throw new InvalidDataException(
          "Cannot read labels",
          "found " + key + " empty; expected the name of a column; set " + key);
    }
    if (reading.labelled() && new ClassReader(classes).count() < 1) {
      throw new InvalidDataException(
          "Cannot read labels",
          "found data.classes = 0; expected the number of classes or their names; set data.classes");
    }
  }
}
