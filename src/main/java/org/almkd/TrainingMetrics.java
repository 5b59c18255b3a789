package org.almkd;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.almkd.data.Split;
import org.almkd.evaluate.Evaluation;
import org.almkd.mixing.LambdaTable;
import org.almkd.storage.RetryCounter;
import org.almkd.train.EpochMetrics;
import org.almkd.train.TrainingListener;
import org.almkd.train.TrainingPart;
import org.almkd.train.TrainingState;

/**
 * What the trainings of this driver told last, for whoever watches it from outside: one number for
 * each kind of training and measure, so that their count does not depend on what is trained. Where
 * several trainings of a kind run side by side, as in a sweep, gauges are those of the one that
 * spoke last; totals add up. Safe for use by several threads.
 */
final class TrainingMetrics {
  /** The one that trainings tell and {@link SparkMetricsPlugin} shows. */
  static final TrainingMetrics OF_THIS_DRIVER = new TrainingMetrics(Clock.systemUTC());

  private final Map<String, Double> values = new ConcurrentHashMap<>();
  private final List<RetryCounter> retries = new CopyOnWriteArrayList<>();
  private final Clock clock;

  TrainingMetrics(Clock clock) {
    this.clock = clock;
  }

  /** What is trained; the first word of the name of a stage. */
  enum Kind {
    STUDENT,
    TEACHER,
    BASELINE,
    ASSISTANT,
    GENERATION;

    static Kind of(String stage) {
      return valueOf(stage.split(" ", 2)[0].toUpperCase(Locale.ROOT));
    }
  }

  /** What is measured of a training. */
  enum Measure {
    /** Mean mixed loss of the last epoch's rows. */
    LOSS,
    /** Share of the validation rows that the network classifies right; of the last evaluation. */
    VALIDATION_ACCURACY,
    /** Mean of the lambda table after the last pass; of {@code amal} with the label's weights. */
    LAMBDA_MEAN,
    /** Epochs finished. */
    EPOCH,
    /** Epochs that the training will have. */
    EPOCHS,
    /** Rows of the last round over its seconds. */
    SAMPLES_PER_SECOND,
    /** Seconds of the last round. */
    ROUND_SECONDS,
    /** Seconds of the last lambda pass. */
    LAMBDA_PASS_SECONDS,
    /** Seconds of the last evaluation. */
    EVALUATION_SECONDS,
    /** When the last round ended, in seconds since 1970. */
    LAST_ROUND_TIMESTAMP_SECONDS,
    /** Rounds of all trainings of the kind. */
    ROUNDS_TOTAL,
    /** Rows of all these rounds. */
    SAMPLES_TOTAL;

    private boolean isTotal() {
      return this == ROUNDS_TOTAL || this == SAMPLES_TOTAL;
    }
  }

  /** What is measured of the driver, whatever it trains. */
  enum DriverMeasure {
    /** When the last checkpoint of any training was written, in seconds since 1970. */
    LAST_CHECKPOINT_TIMESTAMP_SECONDS,
    /** Requests to a file system that were made again; those of tasks once they end. */
    STORAGE_RETRIES_TOTAL;

    private String metric() {
      return "driver." + name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Returns the names of all numbers: kind and measure, as {@code student.loss}, then {@code
   * driver} and measure.
   */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (Measure measure : Measure.values()) {
        names.add(name(kind, measure));
      }
    }
    for (DriverMeasure measure : DriverMeasure.values()) {
      names.add(measure.metric());
    }
    return names;
  }

  /** A checkpoint was written. */
  void checkpointWritten() {
    values.put(DriverMeasure.LAST_CHECKPOINT_TIMESTAMP_SECONDS.metric(), clock.millis() / 1e3);
  }

  /** Retries are counted here, too; each run has a counter of its own. */
  void countsRetries(RetryCounter counter) {
    retries.add(counter);
  }

  /** Returns a number by its name; NaN where nothing has told it, 0 for a total. */
  double value(String name) {
    if (name.equals(DriverMeasure.STORAGE_RETRIES_TOTAL.metric())) {
      return retries.stream().mapToLong(RetryCounter::count).sum();
    }
    return values.getOrDefault(name, name.endsWith("_total") ? 0.0 : Double.NaN);
  }

  /**
   * Returns who is to be told of a training. Numbers of the training before it stand until the
   * first round: a network that is found in the store has none.
   *
   * @param stage name of the stage; its first word is the {@link Kind}
   * @param epochs epochs that the training will have
   */
  TrainingListener of(String stage, int epochs) {
    return new Training(Kind.of(stage), epochs);
  }

  private static String name(Kind kind, Measure measure) {
    return (kind + "." + measure).toLowerCase(Locale.ROOT);
  }

  private final class Training implements TrainingListener {
    private final Kind kind;
    private final int epochs;
    private boolean began;

    /** Epochs that an earlier process did. */
    private int before;

    Training(Kind kind, int epochs) {
      this.kind = kind;
      this.epochs = epochs;
    }

    @Override
    public void started(TrainingState state) {
      before = state.epoch();
    }

    @Override
    public void roundFinished(long rows, double seconds) {
      begin();
      set(Measure.SAMPLES_PER_SECOND, rows / seconds);
      set(Measure.ROUND_SECONDS, seconds);
      set(Measure.LAST_ROUND_TIMESTAMP_SECONDS, clock.millis() / 1e3);
      add(Measure.ROUNDS_TOTAL, 1);
      add(Measure.SAMPLES_TOTAL, (double) rows);
    }

    @Override
    public void lambdasUpdated(int epoch, LambdaTable lambdas) {
      begin();
      double sum = 0;
      long count = 0;
      for (float[] column : lambdas.columns_RN()) {
        for (float lambda : column) {
          sum += lambda;
        }
        count += column.length;
      }
      set(Measure.LAMBDA_MEAN, sum / count);
    }

    @Override
    public void epochFinished(EpochMetrics metrics) {
      set(Measure.EPOCH, metrics.epochs());
      set(Measure.LOSS, metrics.trainLoss());
      Evaluation validation = metrics.evaluations().get(Split.VALIDATION);
      if (validation != null) {
        set(Measure.VALIDATION_ACCURACY, validation.accuracy());
      }
    }

    @Override
    public void spent(TrainingPart part, double seconds) {
      if (part == TrainingPart.LAMBDA_PASSES) {
        begin();
        set(Measure.LAMBDA_PASS_SECONDS, seconds);
      } else if (part == TrainingPart.EVALUATIONS) {
        set(Measure.EVALUATION_SECONDS, seconds);
      }
    }

    private void begin() {
      if (began) {
        return;
      }
      began = true;
      for (Measure measure : Measure.values()) {
        if (!measure.isTotal()) {
          values.remove(name(kind, measure));
        }
      }
      set(Measure.EPOCH, before);
      set(Measure.EPOCHS, epochs);
    }

    private void set(Measure measure, double value) {
      values.put(name(kind, measure), value);
    }

    private void add(Measure measure, double more) {
      values.merge(name(kind, measure), more, Double::sum);
    }
  }
}
