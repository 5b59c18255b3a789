package org.almkd;

import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.almkd.data.Split;
import org.almkd.evaluate.Evaluation;
import org.almkd.report.Numbers;
import org.almkd.report.StageTimes;
import org.almkd.train.EpochMetrics;
import org.almkd.train.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Shows how far a training is: a bar with rate and remaining time on a terminal, a log line every
 * tenth of the epochs or every ten seconds elsewhere.
 */
final class Progress implements TrainingListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
  private static final double SECONDS_BETWEEN_LINES = 10;

  private final String name;
  private final int epochs;
  private final long start = System.nanoTime();
  private final ProgressBar bar;
  private double lastLine;

  private Progress(String name, int epochs, ProgressBar bar) {
    this.name = name;
    this.epochs = epochs;
    this.bar = bar;
  }

  @SuppressWarnings(
      "SystemConsoleNull") // on a later Java a pipe shows a bar too, which hurts nobody
  static Progress of(String name, int epochs) {
    // Cells of a sweep run side by side: their bars would overwrite each other.
    boolean terminal = System.console() != null && MDC.get(SweepRun.CELL) == null;
    return new Progress(name, epochs, terminal ? bar(name, epochs) : null);
  }

  /** Returns who is to be told of the training: times, this, and those who watch from outside. */
  TrainingListener and(StageTimes times) {
    return TrainingListener.both(
        times, TrainingListener.both(this, TrainingMetrics.OF_THIS_DRIVER.of(name, epochs)));
  }

  private static ProgressBar bar(String name, int epochs) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(epochs)
        .setUnit(" epochs", 1)
        .showSpeed()
        .setStyle(ProgressBarStyle.ASCII)
        .build();
  }

  @Override
  public void epochFinished(EpochMetrics metrics) {
    if (bar != null) {
      bar.step();
      bar.setExtraMessage(accuracy(metrics));
      return;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    boolean tenth = metrics.epochs() % Math.max(1, (epochs + 9) / 10) == 0;
    if (metrics.epochs() == epochs || (tenth || seconds - lastLine > SECONDS_BETWEEN_LINES)) {
      lastLine = seconds;
      double rate = metrics.epochs() / seconds;
      LOG.info(
          "{}: epoch {}/{}, loss {}{}, {} epochs/s, {} s left",
          name,
          metrics.epochs(),
          epochs,
          String.format(Locale.ROOT, "%.4f", metrics.trainLoss()),
          accuracy(metrics),
          String.format(Locale.ROOT, "%.2f", rate),
          Numbers.seconds((epochs - metrics.epochs()) / rate));
    }
  }

  private static String accuracy(EpochMetrics metrics) {
    Evaluation validation = metrics.evaluations().get(Split.VALIDATION);
    return validation == null
        ? ""
        : ", validation accuracy " + Numbers.percent(validation.accuracy());
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
