package org.almkd;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.data.PreparedData;
import org.almkd.data.ShownRow;
import org.almkd.data.SparkJobGroup;
import org.almkd.data.SparkShownRows;
import org.almkd.data.Split;
import org.almkd.report.LambdaHistory;
import org.almkd.report.LeastBelieved;
import org.almkd.report.RunContents;
import org.almkd.report.RunFolder;
import org.almkd.report.RunPage;
import org.almkd.report.RunReport;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into the run folder what people read: report.html, its figures, and the rows whose labels
 * are least believed. No failure here is worth the hours that the run took.
 */
final class RunPages {
  private static final Logger LOG = LoggerFactory.getLogger(RunPages.class);
  private static final int LEAST_BELIEVED_ROWS = 100;

  private final JavaSparkContext spark;
  private final PreparedData data;
  private final RunFolder folder;

  RunPages(JavaSparkContext spark, PreparedData data, RunFolder folder) {
    this.spark = spark;
    this.data = data;
    this.folder = folder;
  }

  /** Writes what it can, warns where it cannot, and returns whether it wrote all. */
  boolean write(RunReport report, LambdaHistory lambdas, List<String> teachers) {
    try {
      Optional<byte[]> leastBelieved = leastBelieved(lambdas, teachers);
      leastBelieved.ifPresent(bytes -> folder.write(RunContents.LEAST_BELIEVED, bytes));
      RunPage page =
          RunPage.of(
              RunContents.parse(
                  folder.path(),
                  report.toJson(),
                  report.metrics(),
                  report.config().effective(),
                  leastBelieved,
                  lambdas));
      page.files().forEach(folder::write);
      return true;
    } catch (RuntimeException | OutOfMemoryError e) {
      folder.requireToGoOn();
      // Neither is worth the hours of a training that is done.
      LOG.warn(
          "Cannot write {} of {}: {}; the results themselves are whole; mend what is named and make"
              + " it with: report --run {}",
          RunPage.FILE,
          folder.path(),
          String.valueOf(Failures.known(e).getMessage()),
          folder.path());
      LOG.debug("where it happened", e);
      return false;
    }
  }

  private Optional<byte[]> leastBelieved(LambdaHistory lambdas, List<String> teachers) {
    List<Integer> epochs = lambdas.epochs();
    if (epochs.isEmpty()) {
      return Optional.empty();
    }
    LeastBelieved rows =
        LeastBelieved.choose(lambdas.read(epochs.get(epochs.size() - 1)), LEAST_BELIEVED_ROWS);
    SparkShownRows source = new SparkShownRows(spark, data);
    Map<Long, ShownRow> shown =
        SparkJobGroup.run(spark, "least believed rows", () -> source.of(Split.TRAIN, rows.ids()));
    return Optional.of(
        rows.toJson(data.reader().index(Split.TRAIN), shown, data.classNames(), teachers));
  }
}
