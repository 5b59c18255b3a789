package org.almkd;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.almkd.config.RunConfig;
import org.almkd.data.InputShape;
import org.almkd.data.InvalidDataException;
import org.almkd.data.PreparedData;
import org.almkd.data.ShownRow;
import org.almkd.data.SparkDataStage;
import org.almkd.data.SparkJobGroup;
import org.almkd.data.SparkShownRows;
import org.almkd.data.SparkTrainingTable;
import org.almkd.data.Split;
import org.almkd.evaluate.SparkRanking;
import org.almkd.mixing.SparkLabelTrust;
import org.almkd.report.AnalysisFolder;
import org.almkd.report.AuditCsv;
import org.almkd.report.AuditPage;
import org.almkd.report.AuditRanking;
import org.almkd.report.AuditReport;
import org.almkd.report.AuditRow;
import org.almkd.report.FinishedRun;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * One audit: the last lambdas of a finished run, ranked three ways, beside the rows of the source.
 * All tables stay distributed; the driver sees the lines of audit.csv one partition at a time.
 */
final class AuditRun {
  static final String ID = "id";
  private static final String BELIEVED = "believed";
  private static final String FLIPPED = "flipped";
  private static final String MEAN_RANK = "meanRank";
  private static final long ROWS_A_PARTITION = 50_000;

  /** The driver holds one partition at a time, and so much of it may be wide rows. */
  private static final long CELLS_A_PARTITION = 2_000_000;

  /** However many rows the page shows: pictures are most of its size. */
  private static final int PICTURES = 100;

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final FinishedRun run;
  private final RunConfig config;
  private final Artefact lambdas;
  private final AuditRanking.Kind order;

  /**
   * Prepares an audit.
   *
   * @param lambdas the table of lambdas that is read
   * @param order the ranking in whose order rows are written
   */
  AuditRun(
      SparkSession session,
      FinishedRun run,
      RunConfig config,
      Artefact lambdas,
      AuditRanking.Kind order) {
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.run = run;
    this.config = config;
    this.lambdas = lambdas;
    this.order = order;
  }

  /** Writes the audit, with so many rows on its page, and returns the lines to print. */
  List<String> write(AnalysisFolder folder, int top) {
    PreparedData data = sameData();
    SparkTrainingTable.Source source =
        SparkTrainingTable.source(session, run.storage(), config.data());
    Dataset<Row> ranked =
        SparkJobGroup.run(spark, "audit: rank rows", () -> ranked(data))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      AuditReport report = SparkJobGroup.run(spark, "audit: count", () -> report(data, ranked));
      AuditCsv csv = new AuditCsv(data.classNames(), source.columns());
      Dataset<Row> whole = ranked.join(source.rows(), ID);
      List<AuditRow> first =
          SparkJobGroup.run(
              spark, "audit: write rows", () -> writeRows(folder, csv, whole, report.rows(), top));
      AuditPage page = new AuditPage(report, csv, first, shown(data, first));
      folder.write("audit.html", page.toBytes());
      if (report.unknown().isEmpty()) {
        folder.write(page.precision().file(), page.precision().chart().toFile());
      }
      folder.write("audit.json", report.toJson());
      folder.finish(run.runId());
      return report.summary(folder.path());
    } finally {
      ranked.unpersist();
    }
  }

  /** The rows that the run was trained on, or a refusal: others would get a stranger's lambda. */
  private PreparedData sameData() {
    String expected = run.report().path("dataDigest").asText();
    // The shared store lies beside the run folder unless it was given a place of its own.
    String beside = run.path().substring(0, run.path().lastIndexOf('/')) + "/store";
    String store = config.store().dir().isEmpty() ? beside : config.store().dir();
    PreparedData data;
    try {
      data =
          new SparkDataStage(session, new ArtefactStore(run.storage(), store))
              .prepare(config.data());
    } catch (InvalidDataException e) {
      throw refusal(
          e.getMessage()
              + "; the audit reads the rows of the run again, from where effective.conf of the run says (paths count from the folder you are in)");
    }
    if (!data.digest().equals(expected)) {
      throw refusal(
          "found rows with the digest %s; expected %s, which it was trained on; the source was changed since: put the old files back, or run distill on the new ones"
              .formatted(data.digest(), expected));
    }
    return data;
  }

  private InvalidDataException refusal(String problem) {
    return new InvalidDataException("Cannot audit the run " + run.path(), problem);
  }

  private Dataset<Row> ranked(PreparedData data) {
    Dataset<Row> trust = SparkLabelTrust.read(session, lambdas);
    // The share follows from the doubt, which is the finer number.
    Column believed = lit(1.0).minus(col(SparkLabelTrust.DOUBT));
    Dataset<Row> ranks =
        ascending(
                trust.withColumn(BELIEVED, coalesce(believed, col(SparkLabelTrust.LABEL_SHARE))),
                BELIEVED,
                AuditRanking.Kind.LAMBDA)
            .join(
                ascending(trust, SparkLabelTrust.TEACHER_PROBABILITY, AuditRanking.Kind.TEACHER),
                ID);
    Dataset<Row> mean =
        ranks.select(
            col(ID),
            col(rank(AuditRanking.Kind.LAMBDA))
                .plus(col(rank(AuditRanking.Kind.TEACHER)))
                .divide(2)
                .as(MEAN_RANK));
    return SparkTrainingTable.labels(session, data)
        .withColumn(
            FLIPPED,
            coalesce(
                col(SparkTrainingTable.GIVEN).notEqual(col(SparkTrainingTable.CLEAN)), lit(false)))
        .join(trust, ID)
        .join(ranks, ID)
        .join(ascending(mean, MEAN_RANK, AuditRanking.Kind.COMBINED), ID);
  }

  private static Dataset<Row> ascending(Dataset<Row> rows, String number, AuditRanking.Kind kind) {
    return SparkRanking.ascending(rows, number, rank(kind), place(kind));
  }

  static String rank(AuditRanking.Kind kind) {
    return kind.key() + "Rank";
  }

  static String place(AuditRanking.Kind kind) {
    return kind.key() + "Place";
  }

  private AuditReport report(PreparedData data, Dataset<Row> ranked) {
    int rows = data.rows(Split.TRAIN);
    List<Long> cutoffs = AuditReport.cutoffs(rows, data.noisyRows());
    long[] at =
        Stream.concat(cutoffs.stream(), AuditReport.curve(rows, data.noisyRows()).stream())
            .mapToLong(Long::longValue)
            .distinct()
            .sorted()
            .toArray();
    List<AuditRanking> rankings = new ArrayList<>();
    for (AuditRanking.Kind kind : AuditRanking.Kind.values()) {
      rankings.add(
          new AuditRanking(kind, SparkRanking.count(ranked, rank(kind), place(kind), FLIPPED, at)));
    }
    long found = rankings.get(0).counts().rows();
    if (found != rows) {
      throw refusal(
          "found lambdas of %d of %d training rows in %s; expected one for each; run distill anew"
              .formatted(found, rows, lambdas.folder()));
    }
    return new AuditReport(
        run.runId(),
        config.method().key(),
        lambdas.manifest().key(),
        data.digest(),
        rows,
        data.cleanLabelsKnown(),
        order,
        cutoffs,
        rankings);
  }

  private Map<Long, ShownRow> shown(PreparedData data, List<AuditRow> first) {
    if (!(data.input() instanceof InputShape.Image)) {
      return Map.of();
    }
    long[] ids = first.stream().limit(PICTURES).mapToLong(AuditRow::id).toArray();
    SparkShownRows rows = new SparkShownRows(spark, data);
    return SparkJobGroup.run(spark, "audit: pictures", () -> rows.of(Split.TRAIN, ids));
  }

  /** Returns the first rows. */
  private List<AuditRow> writeRows(
      AnalysisFolder folder, AuditCsv csv, Dataset<Row> whole, long rows, int top) {
    long fitting = Math.max(100, CELLS_A_PARTITION / whole.columns().length);
    int partitions = Math.toIntExact(1 + (rows - 1) / Math.min(ROWS_A_PARTITION, fitting));
    String place = place(order);
    JavaRDD<AuditLines.Line> lines =
        whole
            .repartitionByRange(partitions, col(place))
            .sortWithinPartitions(place)
            .javaRDD()
            .map(new AuditLines.Task(csv, order, top));
    AuditLines all = new AuditLines(csv.header(), lines.toLocalIterator());
    long written = folder.write("audit.csv", all) - 1;
    if (written != rows) {
      throw refusal(
          "found %d of its %d training rows when the source was read again; the source was changed meanwhile: start again"
              .formatted(written, rows));
    }
    return all.first();
  }
}
