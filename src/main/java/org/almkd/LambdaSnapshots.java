package org.almkd;

import java.util.List;
import java.util.Optional;
import org.almkd.data.SparkJobGroup;
import org.almkd.method.Curriculum;
import org.almkd.mixing.LambdaSums;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.mixing.SparkLambdaSnapshots;
import org.almkd.report.LambdaReport;
import org.almkd.report.Numbers;
import org.almkd.storage.ArtefactStore;
import org.almkd.train.SparkTrainingData;
import org.almkd.train.TrainingListener;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a snapshot of the lambdas after each update, and keeps the last one's sums. */
final class LambdaSnapshots {
  private static final Logger LOG = LoggerFactory.getLogger(LambdaSnapshots.class);

  private final JavaSparkContext spark;
  private final ArtefactStore folder;
  private List<String> teachers = List.of();
  private LambdaSums last;

  LambdaSnapshots(JavaSparkContext spark, ArtefactStore folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /**
   * Returns who writes the lambdas of a student: its rows, and who teaches it by which rule. Those
   * that follow from doubts are never updated, and written at once.
   */
  TrainingListener of(SparkTrainingData rows, Curriculum curriculum) {
    teachers = curriculum.teachers().names();
    SparkLambdaSnapshots snapshots =
        new SparkLambdaSnapshots(spark, rows.shards(), folder, teachers.size());
    if (curriculum.rule() instanceof LossRule.Doubt doubt) {
      last =
          SparkJobGroup.run(
              spark,
              "lambda snapshot of doubts",
              () -> snapshots.writeDoubts(curriculum.initialLambdas(), doubt.lambda0()));
    }
    return new TrainingListener() {
      @Override
      public void lambdasUpdated(int epoch, LambdaTable lambdas) {
        write(snapshots, epoch, lambdas);
      }
    };
  }

  private void write(SparkLambdaSnapshots snapshots, int epoch, LambdaTable lambdas) {
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
