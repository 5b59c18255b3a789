package org.almkd;

import java.util.List;
import java.util.Optional;
import org.almkd.data.SparkJobGroup;
import org.almkd.method.Curriculum;
import org.almkd.mixing.LambdaSums;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.mixing.SparkLambdaSnapshots;
import org.almkd.report.LambdaHistory;
import org.almkd.report.LambdaReport;
import org.almkd.report.Numbers;
import org.almkd.storage.ArtefactStore;
import org.almkd.train.SparkTrainingData;
import org.almkd.train.TrainingListener;
import org.almkd.train.TrainingState;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a snapshot of the lambdas after each update, and keeps the last one's sums. Tables of an
 * earlier start are removed only while the run is this one's: they may be all that a finished run
 * has of them.
 */
final class LambdaSnapshots {
  private static final Logger LOG = LoggerFactory.getLogger(LambdaSnapshots.class);

  private final JavaSparkContext spark;
  private final ArtefactStore folder;
  private final Runnable guard;
  private List<String> teachers = List.of();
  private LambdaSums last;

  /**
   * @param folder of the run
   * @param guard is asked before anything changes, and throws where the run is another's by now
   */
  LambdaSnapshots(JavaSparkContext spark, ArtefactStore folder, Runnable guard) {
    this.spark = spark;
    this.folder = folder;
    this.guard = guard;
  }

  /**
   * Returns who writes the lambdas of a student: its rows, and who teaches it by which rule. Those
   * that follow from doubts are never updated, and written when the training begins.
   */
  TrainingListener of(SparkTrainingData rows, Curriculum curriculum) {
    teachers = curriculum.teachers().names();
    SparkLambdaSnapshots snapshots =
        new SparkLambdaSnapshots(spark, rows.shards(), folder, teachers.size());
    return new TrainingListener() {
      @Override
      public void started(TrainingState state) {
        guard.run();
        if (state.epoch() == 0 && state.batch() == 0) {
          begin(snapshots, curriculum);
        } else {
          goOn(snapshots, curriculum, state);
        }
      }

      @Override
      public void lambdasUpdated(int epoch, LambdaTable lambdas) {
        guard.run();
        write(snapshots, epoch, lambdas);
      }
    };
  }

  private void begin(SparkLambdaSnapshots snapshots, Curriculum curriculum) {
    // An attempt that died may have learned from other rows; its tables would be found first.
    folder.storage().delete(folder.root() + "/" + SparkLambdaSnapshots.KIND);
    if (curriculum.rule() instanceof LossRule.Doubt doubt) {
      last =
          SparkJobGroup.run(
              spark,
              "lambda snapshot of doubts",
              () -> snapshots.writeDoubts(curriculum.initialLambdas(), doubt.lambda0()));
    }
  }

  /**
   * The tables that an earlier attempt has written before its state was kept stay, and the sums of
   * the last one are made again; later ones are made anew.
   */
  private void goOn(SparkLambdaSnapshots snapshots, Curriculum curriculum, TrainingState state) {
    if (curriculum.rule() instanceof LossRule.Doubt doubt) {
      last = snapshots.sumsOfDoubts(curriculum.initialLambdas(), doubt.lambda0());
      return;
    }
    int reached = state.batch() == 0 ? state.epoch() - 1 : state.epoch();
    for (int epoch : new LambdaHistory(folder.storage(), folder.root()).epochs()) {
      if (epoch > reached) {
        folder
            .storage()
            .delete(
                "%s/%s/%s"
                    .formatted(
                        folder.root(), SparkLambdaSnapshots.KIND, SparkLambdaSnapshots.key(epoch)));
      } else if (last == null) {
        last = snapshots.sums(state.lambdas());
      }
    }
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
