package org.almkd.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.almkd.train.TrainingPart;

/**
 * Epochs of WRN-16-1: with one worker on one core, by labels alone and by ALM-KD in turn, so that
 * whatever slows the machine slows both; then ALM-KD with two workers on two cores, over as many
 * epochs as lie between two lambda passes, and what their time goes into.
 */
final class SparkImageEpochBench {
  /** Pairs of epochs; even, as each second pair is in the other order. */
  private static final int TURNS = 8;

  /** L, epochs from one lambda pass to the next. */
  private static final int EPOCHS_OF_A_PASS = 10;

  private static final double LEAST_SPEED_UP = 1.7;
  private static final double MOST_BY_LABELS = 1.03;
  private static final double MOST_PASSES_PERCENT = 5;

  private SparkImageEpochBench() {}

  static List<Measurement> run() {
    List<Measurement> all = new ArrayList<>();
    try (SparkBench bench = new SparkBench("local[1]")) {
      all.addAll(oneWorker(bench));
    }
    try (SparkBench bench = new SparkBench("local[2]")) {
      all.addAll(twoWorkers(bench));
    }
    double one = Measurement.named(all, "images-1-worker").median();
    double two = Measurement.named(all, "images-2-workers").median();
    all.add(Measurement.of("images-2-by-1-workers", "ratio", two / one).atLeast(LEAST_SPEED_UP));
    return all;
  }

  private static List<Measurement> oneWorker(SparkBench bench) {
    try (SparkImageTraining labels = new SparkImageTraining(bench.spark(), 1, 0);
        SparkImageTraining cached = new SparkImageTraining(bench.spark(), 1, 1)) {
      for (int t = 0; t < TURNS; t++) {
        // A machine that warms up or slows down would favour whoever always goes first.
        SparkImageTraining first = t % 2 == 0 ? labels : cached;
        first.epoch();
        (first == labels ? cached : labels).epoch();
      }
      return List.of(
          Measurement.of("images-epoch-labels", "s", labels.epochs()),
          Measurement.of("images-epoch-cached-logits", "s", cached.epochs()),
          Measurement.of("images-epoch-cached-logits-by-labels", "ratio", turns(cached, labels))
              .atMost(MOST_BY_LABELS),
          imagesPerSecond("images-1-worker", cached));
    }
  }

  /** Ratios of two turns, one in each order: the machine changes less over these than over all. */
  private static double[] turns(SparkImageTraining training, SparkImageTraining other) {
    double[] seconds = training.epochs();
    double[] others = other.epochs();
    return IntStream.range(0, TURNS / 2)
        .map(q -> 2 * q)
        .mapToDouble(t -> (seconds[t] + seconds[t + 1]) / (others[t] + others[t + 1]))
        .toArray();
  }

  private static List<Measurement> twoWorkers(SparkBench bench) {
    try (SparkImageTraining cached = new SparkImageTraining(bench.spark(), 2, 1)) {
      for (int e = 0; e < EPOCHS_OF_A_PASS; e++) {
        cached.epoch();
      }
      List<Measurement> all = new ArrayList<>();
      all.add(imagesPerSecond("images-2-workers", cached));
      for (TrainingPart part : cached.parts()) {
        String name = part.name().toLowerCase(Locale.ROOT).replace('_', '-');
        Measurement share = Measurement.of("images-epoch-share-" + name, "%", cached.percent(part));
        all.add(part == TrainingPart.LAMBDA_PASSES ? share.atMost(MOST_PASSES_PERCENT) : share);
      }
      return all;
    }
  }

  private static Measurement imagesPerSecond(String name, SparkImageTraining training) {
    return Measurement.of(
        name,
        "images/s",
        Arrays.stream(training.epochs()).map(s -> SparkImageTraining.ROWS / s).toArray());
  }
}
