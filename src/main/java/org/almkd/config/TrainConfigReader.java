package org.almkd.config;

import com.typesafe.config.ConfigValue;
import java.util.List;

/** Reads {@code train}, and the keys of it that a teacher sets for itself. */
final class TrainConfigReader {
  private enum Schedule {
    CONSTANT,
    COSINE,
    MULTI_STEP
  }

  private final double selection;

  /**
   * @param selection share of the validation rows kept for best-validation ({@code
   *     data.split.selection})
   */
  TrainConfigReader(double selection) {
    this.selection = selection;
  }

  /** The block {@code train} itself. */
  TrainConfig run(ConfigNode train) {
    int workers = train.whole("workers", 1);
    TrainConfig config = read(train, workers, AveragingReader.read(train.child("averaging")));
    checkBatch(train, config);
    return config;
  }

  /** A teacher's own keys; workers and averaging are those of the run. */
  TrainConfig teacher(ConfigNode teacher, TrainConfig run) {
    TrainConfig config = read(teacher, run.workers(), run.averaging());
    if (config.batchSize() != run.batchSize()) {
      checkBatch(teacher, config);
    }
    return config;
  }

  private TrainConfig read(ConfigNode node, int workers, AveragingConfig averaging) {
    int epochs = node.whole("epochs", 1);
    TrainConfig train =
        new TrainConfig(
            workers,
            epochs,
            node.whole("batch-size", 1),
            learningRate(node.child("learning-rate"), epochs),
            node.number("momentum", Range.SHARE_BELOW_ONE),
            node.number("weight-decay", Range.NOT_NEGATIVE),
            node.choice("early-stop", EarlyStop.class),
            averaging);
    checkEarlyStop(node, train);
    return train;
  }

  private static LearningRate learningRate(ConfigNode node, int epochs) {
    double initial = node.number("initial", Range.POSITIVE);
    int length = node.whole("length", 0);
    List<Integer> milestones = node.wholes("milestones", 1);
    double factor = node.number("factor", Range.POSITIVE);
    checkIncreasing(node, milestones);
    return switch (node.choice("kind", Schedule.class)) {
      case CONSTANT -> new LearningRate.Constant(initial);
      case COSINE -> new LearningRate.Cosine(initial, length == 0 ? epochs : length);
      case MULTI_STEP -> new LearningRate.MultiStep(initial, milestones, factor);
    };
  }

  private static void checkIncreasing(ConfigNode node, List<Integer> milestones) {
    if (!WholeNumber.areIncreasing(milestones)) {
      ConfigValue value = node.value("milestones");
      node.reject("milestones", value, "epochs in increasing order");
    }
  }

  private static void checkBatch(ConfigNode node, TrainConfig train) {
    if (node.areSound("batch-size") && train.batchSize() % train.workers() != 0) {
      node.problem(
          node.name("batch-size")
              + " = "
              + train.batchSize()
              + " with train.workers = "
              + train.workers()
              + "; expected a multiple of the workers, since each takes the same share of a batch; set it to "
              + nextMultiple(train.batchSize(), train.workers()),
          "batch-size",
          "workers");
    }
  }

  private static long nextMultiple(int number, int divisor) {
    return ((long) number / divisor + 1) * divisor;
  }

  private void checkEarlyStop(ConfigNode node, TrainConfig train) {
    boolean needsSelection = train.earlyStop() == EarlyStop.BEST_VALIDATION;
    if (node.areSound("early-stop") && needsSelection && selection == 0) {
      node.problem(
          node.name("early-stop")
              + " = best-validation with data.split.selection = 0; expected validation rows that the"
              + " lambda pass never sees; set data.split.selection to a share such as 0.5, or early-stop = none",
          "early-stop");
    }
  }
}
