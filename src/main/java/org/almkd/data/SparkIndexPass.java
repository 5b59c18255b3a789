package org.almkd.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.almkd.storage.Storage;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first pass: checks every row and brings ids, labels and splits, never features, to the
 * driver.
 */
final class SparkIndexPass {
  private static final Logger LOG = LoggerFactory.getLogger(SparkIndexPass.class);
  private static final int DUPLICATES_SHOWN = 5;

  private SparkIndexPass() {}

  static IndexChunk run(JavaSparkContext spark, Storage storage, SparkRows rows) {
    List<IndexChunk> chunks =
        SparkJobGroup.run(
            spark,
            "data: check rows",
            () -> rows.parts().mapPartitions(new Index(storage, rows.schema())).collect());
    IndexChunk all = IndexChunk.concatenate(chunks);
    LeftOut leftOut = all.problems().leftOut();
    if (leftOut.records() > 0) {
      LOG.warn(
          "data: left out {} records of {}; data.images.on-bad-record = fail stops instead; left-out.txt in the run's folder names them, the first: {}",
          leftOut.records(),
          rows.schema().name(),
          leftOut.named().stream().limit(Problems.LIMIT).collect(Collectors.joining("; ")));
    }
    all.problems().throwIfAny("Cannot use the rows of " + rows.schema().name());
    DataChecks.requireRows(rows.schema().name(), all.index().rows());
    refuseDuplicates(spark, storage, rows, all.index());
    return all;
  }

  private static void refuseDuplicates(
      JavaSparkContext spark, Storage storage, SparkRows rows, RowIndex index) {
    long[] duplicates = index.duplicates(DUPLICATES_SHOWN);
    if (duplicates.length == 0) {
      return;
    }
    List<String> places =
        SparkJobGroup.run(
            spark,
            "data: find duplicate ids",
            () ->
                rows.parts()
                    .mapPartitions(new Locate(storage, rows.schema(), duplicates))
                    .collect());
    Problems problems = new Problems();
    places.forEach(problems::add);
    problems.throwIfAny(
        "Cannot use "
            + rows.schema().name()
            + ": found ids that several rows have; expected each id once (texts are hashed to 64 bits: should two"
            + " different texts have met, rename one)");
  }

  private static final class Index implements FlatMapFunction<Iterator<RowPart>, IndexChunk> {
    private static final long serialVersionUID = 1L;
    private final Storage storage;
    private final SourceSchema schema;

    Index(Storage storage, SourceSchema schema) {
      this.storage = storage;
      this.schema = schema;
    }

    @Override
    public Iterator<IndexChunk> call(Iterator<RowPart> parts) {
      IndexChunk.Builder chunk = new IndexChunk.Builder(schema.cleanLabels());
      SourceRow row = new SourceRow(schema.kind());
      while (parts.hasNext()) {
        try (RowCursor cursor = parts.next().open(storage)) {
          while (cursor.next(row, chunk.problems)) {
            chunk.add(row);
          }
        }
      }
      return List.of(chunk.build()).iterator();
    }
  }

  private static final class Locate implements FlatMapFunction<Iterator<RowPart>, String> {
    private static final long serialVersionUID = 1L;
    private final Storage storage;
    private final SourceSchema schema;
    private final long[] ids;

    Locate(Storage storage, SourceSchema schema, long[] ids) {
      this.storage = storage;
      this.schema = schema;
      this.ids = ids;
    }

    @Override
    public Iterator<String> call(Iterator<RowPart> parts) {
      List<String> found = new ArrayList<>();
      SourceRow row = new SourceRow(schema.kind());
      while (parts.hasNext()) {
        try (RowCursor cursor = parts.next().open(storage)) {
          while (found.size() < Problems.LIMIT && cursor.next(row, new Problems())) {
            if (Arrays.binarySearch(ids, row.id) >= 0) {
              found.add(cursor.location() + ": id " + (row.textId ? "'" + row.key + "'" : row.id));
            }
          }
        }
      }
      return found.iterator();
    }
  }
}
