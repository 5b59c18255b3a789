package org.almkd.data;

import java.util.ArrayList;
import java.util.List;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.almkd.storage.Storage;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/** CSV files in Spark partitions: ranges of plain files, whole gzip files. */
final class SparkCsvSource {
  private static final long LEAST_BYTES = 4L << 20;
  private static final long MOST_BYTES = 128L << 20;

  private SparkCsvSource() {}

  static SparkRows rows(
      JavaSparkContext spark,
      Storage storage,
      DataSource.Csv source,
      DataConfig config,
      Reading reading) {
    CsvFiles files = CsvFiles.find(storage, source.path(), source.delimiter());
    String where = files.files().get(0).path();
    ColumnRoles.Wanted wanted =
        new ColumnRoles.Wanted(
            "data.csv",
            source.id(),
            source.label(),
            source.split(),
            source.cleanLabel(),
            "features",
            source.features());
    ColumnRoles roles =
        ColumnRoles.resolve(
            where, files.header(), files.header(), reading.columns(wanted, reading.inputs()));
    CsvLayout layout =
        new CsvLayout(
            source.delimiter(), roles, new ClassReader(config.classes()), reading.labelled());
    List<CsvPart> parts = files.parts(layout, partBytes(spark, config, files.bytes()));
    boolean counted = parts.size() > files.files().size() || (roles.id() < 0 && parts.size() > 1);
    SourceSchema schema =
        new SourceSchema(
            source.path(), roles.featureNames(), roles.cleanLabel() >= 0, roles.split() >= 0);
    return SparkRows.parallel(
        spark,
        counted ? counted(spark, storage, parts, source.path()) : parts,
        schema,
        files.header());
  }

  private static long partBytes(JavaSparkContext spark, DataConfig config, long bytes) {
    long share =
        Math.max(1, (bytes + SparkRows.parts(spark, config) - 1) / SparkRows.parts(spark, config));
    return config.partitions() > 0 ? share : Math.max(LEAST_BYTES, Math.min(MOST_BYTES, share));
  }

  /**
   * Tells each part how many lines of its file and records of the source come before it: ids and
   * messages need them.
   */
  private static List<CsvPart> counted(
      JavaSparkContext spark, Storage storage, List<CsvPart> parts, String path) {
    List<CsvCursor.Counts> counts =
        SparkJobGroup.run(
            spark,
            "data: count lines",
            () -> spark.parallelize(parts, parts.size()).map(new CountLines(storage)).collect());
    List<CsvPart> counted = new ArrayList<>();
    Problems problems = new Problems();
    long lines = 0;
    long records = 0;
    for (int i = 0; i < parts.size(); i++) {
      lines = parts.get(i).start() == 0 ? 0 : lines;
      counted.add(parts.get(i).after(lines, records));
      lines += counts.get(i).lines();
      records += counts.get(i).records();
      problems.append(counts.get(i).problems());
    }
    problems.throwIfAny("Cannot read " + path);
    return counted;
  }

  private static final class CountLines implements Function<CsvPart, CsvCursor.Counts> {
    private static final long serialVersionUID = 1L;
    private final Storage storage;

    CountLines(Storage storage) {
      this.storage = storage;
    }

    @Override
    public CsvCursor.Counts call(CsvPart part) {
      try (CsvCursor cursor = new CsvCursor(part, storage)) {
        return cursor.count();
      }
    }
  }
}
