package org.almkd;

import java.util.List;
import java.util.Optional;
import org.almkd.data.SparkJobGroup;
import org.almkd.mixing.LambdaSums;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.SparkLambdaSnapshots;
import org.almkd.report.LambdaReport;
import org.almkd.report.Numbers;
import org.almkd.train.TrainingListener;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a snapshot of the lambdas after each update, and keeps the last one's sums. */
final class LambdaSnapshots implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(LambdaSnapshots.class);

  private final JavaSparkContext spark;
  private final SparkLambdaSnapshots snapshots;
  private final List<String> teachers;
  private LambdaSums last;

  LambdaSnapshots(JavaSparkContext spark, SparkLambdaSnapshots snapshots, List<String> teachers) {
    this.spark = spark;
    this.teachers = teachers;
    this.snapshots = snapshots;
  }

  @Override
  public void lambdasUpdated(int epoch, LambdaTable lambdas) {
    last =
        SparkJobGroup.run(
            spark, "lambda snapshot before epoch " + epoch, () -> snapshots.write(epoch, lambdas));
    LOG.info(
        "lambdas updated before epoch {}: mean {}",
        epoch,
        Numbers.three(new LambdaReport(last, teachers, false).mean()));
  }

  /** Returns the means of the last table written; absent where nothing was. */
  Optional<LambdaReport> report(boolean cleanLabelsKnown) {
    return Optional.ofNullable(last)
        .map(sums -> new LambdaReport(sums, teachers, cleanLabelsKnown));
  }
}
