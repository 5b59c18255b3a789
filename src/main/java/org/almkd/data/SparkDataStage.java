package org.almkd.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Attempt;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a source into prepared data in the store, or finds that they are there already. The result
 * depends on configuration and rows, never on partitions, cores or executors.
 */
public final class SparkDataStage {
  private static final Logger LOG = LoggerFactory.getLogger(SparkDataStage.class);

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final ArtefactStore store;

  /** Reads and writes with this session and store. */
  public SparkDataStage(SparkSession session, ArtefactStore store) {
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.store = store;
  }

  /**
   * Prepares rows for training.
   *
   * @throws InvalidDataException if rows are not in order; nothing is left in the store then
   * @throws org.almkd.storage.StorageException if files cannot be read or written
   */
  public PreparedData prepare(DataConfig config) {
    PreparedData data = prepare(config, new Reading(Reading.Use.TRAINING, List.of()));
    return data.withAugmentation(Augmentation.of(config.images().augmentation(), config.seed()));
  }

  /**
   * Prepares rows for prediction: labels, if there are any, are left out (-1), all rows are test
   * rows, nothing is drawn or standardised.
   *
   * @param featureColumns inputs of the network, in order, or none where any will do; the source's
   *     columns of these names are used, wherever they stand. A source whose columns have no names
   *     (synthetic, idx, an array column) must have as many features. []: the features that the
   *     configuration names
   */
  public PreparedData prepareUnlabelled(DataConfig config, List<String> featureColumns) {
    return prepare(config, new Reading(Reading.Use.PREDICTION, featureColumns));
  }

  /**
   * Prepares labelled rows for scoring a finished network: labels and the splits that training
   * would see, but no noise, no standardisation and no need of training rows.
   *
   * @param featureColumns as for {@link #prepareUnlabelled}
   */
  public PreparedData prepareLabelled(DataConfig config, List<String> featureColumns) {
    return prepare(config, new Reading(Reading.Use.SCORING, featureColumns));
  }

  /**
   * Names of the columns of CSV or Parquet files, in order; nothing for sources whose columns have
   * no names.
   *
   * @throws InvalidDataException if there is no file, or if they are damaged
   */
  public List<String> columns(DataSource source) {
    if (source instanceof DataSource.Csv csv) {
      return CsvFiles.find(store.storage(), csv.path(), csv.delimiter()).header();
    }
    return source instanceof DataSource.Parquet parquet
        ? SparkParquetSource.columns(session, store.storage(), parquet.path())
        : List.of();
  }

  /**
   * Reads and checks all rows for training, as {@link #prepare} does, and writes nothing.
   *
   * @throws InvalidDataException if rows are not in order
   */
  public DataShape inspect(DataConfig written) {
    DataConfig config = named(written);
    Reading reading = new Reading(Reading.Use.TRAINING, List.of());
    SparkRows rows = SparkRows.of(session, store.storage(), config, reading);
    IndexChunk found = SparkIndexPass.run(spark, store.storage(), rows);
    Decisions decisions = Decisions.of(found, rows.schema(), config, reading.use());
    return DataShape.of(
        decisions.indexes(),
        decisions.classNames().size(),
        rows.schema().input(),
        rows.schema().storedBytes());
  }

  /** Features of a row of a source whose labels are left out, found without reading all rows. */
  public int unlabelledWidth(DataConfig config) {
    Reading reading = new Reading(Reading.Use.PREDICTION, List.of());
    return SparkRows.of(session, store.storage(), config, reading).schema().width();
  }

  private PreparedData prepare(DataConfig written, Reading reading) {
    long began = System.nanoTime();
    DataConfig config = reading.labelled() ? named(written) : written;
    SparkRows rows = SparkRows.of(session, store.storage(), config, reading);
    requireWidth(rows.schema(), reading);
    IndexChunk found = SparkIndexPass.run(spark, store.storage(), rows);
    Decisions decisions = Decisions.of(found, rows.schema(), config, reading.use());
    return store
        .exclusively(PreparedData.KIND, decisions.key(), () -> findOrWrite(rows, decisions, began))
        .without(found.problems().leftOut());
  }

  private PreparedData findOrWrite(SparkRows rows, Decisions decisions, long began) {
    Optional<Artefact> known = store.find(PreparedData.KIND, decisions.key());
    if (known.isPresent()) {
      PreparedData data = PreparedData.of(known.get());
      LOG.info(
          "data: reused {} ({}), checked in {} s",
          known.get().folder(),
          text(data),
          seconds(began));
      return data;
    }
    PreparedData data = write(rows, decisions);
    LOG.info("data: wrote {} ({}) in {} s", data.artefact().folder(), text(data), seconds(began));
    return data;
  }

  private PreparedData write(SparkRows rows, Decisions decisions) {
    Attempt attempt = store.begin(PreparedData.KIND, decisions.key());
    List<ManifestEntry> entries = new ArrayList<>();
    // First, and from here: a store that takes no files ends the run before any task has tried it.
    decisions.indexes().forEach(index -> entries.add(writeIndex(attempt, index)));
    DataPlan plan = decisions.plan();
    JavaRDD<RowBatch> blocks = SparkBlocks.shuffle(rows, store.storage(), plan);
    Optional<Standardization> standardization =
        decisions.standardize()
            ? Optional.of(SparkStandardization.fit(spark, blocks, plan))
            : Optional.empty();
    List<SparkBlockWriter.Written> written =
        SparkJobGroup.run(
            spark,
            "data: write blocks",
            () ->
                blocks.mapPartitionsWithIndex(new SparkBlockWriter(attempt, plan), true).collect());
    long digest = written.stream().mapToLong(SparkBlockWriter.Written::digest).sum();
    written.forEach(block -> entries.add(block.entry()));
    return PreparedData.of(
        store.publish(attempt, entries, decisions.properties(digest, standardization)));
  }

  private static ManifestEntry writeIndex(Attempt attempt, SplitIndex index) {
    ParquetTable.Builder table =
        ParquetTable.builder(index.rows()).longs("id", index.ids()).ints("label", index.labels());
    if (index.cleanLabels().length > 0) {
      table.ints("clean_label", index.cleanLabels());
    }
    return attempt.write(
        PreparedData.indexStem(index.split()), ".parquet", table.build().toBytes(), index.rows());
  }

  /** Names the classes where the run file does not and the source does. */
  private DataConfig named(DataConfig config) {
    return config.source() instanceof DataSource.ImageFiles
        ? SparkImageSource.named(store.storage(), config)
        : CifarFiles.named(store.storage(), config);
  }

  private static void requireWidth(SourceSchema schema, Reading reading) {
    boolean prescribed = !reading.inputs().isEmpty();
    if (prescribed && schema.width() != reading.inputs().size()) {
      throw new InvalidDataException(
          "Cannot score " + schema.name(),
          "found "
              + schema.width()
              + " features; expected "
              + reading.inputs().size()
              + ", the inputs of the network");
    }
  }

  private static String text(PreparedData data) {
    return data.counts() + " rows, " + data.width() + " features, digest " + data.digest();
  }

  private static String seconds(long began) {
    return String.format("%.1f", (System.nanoTime() - began) / 1e9);
  }
}
