package org.almkd.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.almkd.config.EarlyStop;
import org.almkd.data.Split;
import org.almkd.evaluate.Evaluation;
import org.almkd.train.EpochMetrics;

/**
 * What the report says of one network: each measure at the last epoch, at the epoch that is best on
 * the selecting split, and at the epoch that is best on test ("oracle", which no user could have
 * chosen).
 *
 * @param name its name in the run
 * @param description architecture, or where it comes from
 * @param result last or bestValidation: which parameters were exported
 * @param parametersSha256 digest of the exported parameters; empty where there are none
 * @param epochs its evaluated epochs, at least one; a network trained elsewhere has a single one
 * @param selection split that chooses the best epoch
 * @param folds what networks say that have not seen a fold; absent without folds
 */
public record NetworkReport(
    String name,
    String description,
    String result,
    String parametersSha256,
    List<EpochMetrics> epochs,
    Split selection,
    Optional<FoldReport> folds) {

  /** Keeps the epochs that were evaluated. */
  public NetworkReport {
    epochs = epochs.stream().filter(e -> !e.evaluations().isEmpty()).toList();
  }

  /** A network without folds. */
  public NetworkReport(
      String name,
      String description,
      String result,
      String parametersSha256,
      List<EpochMetrics> epochs,
      Split selection) {
    this(name, description, result, parametersSha256, epochs, selection, Optional.empty());
  }

  /** Returns the same with what is known of its folds. */
  public NetworkReport withFolds(Optional<FoldReport> known) {
    return new NetworkReport(name, description, result, parametersSha256, epochs, selection, known);
  }

  /** Returns a network of which one evaluation is known. */
  public static NetworkReport of(
      String name, String description, Map<Split, Evaluation> evaluations, Split selection) {
    return new NetworkReport(
        name, description, "last", "", List.of(new EpochMetrics(0, 0, 0, evaluations)), selection);
  }

  /** Returns how the report calls the parameters that a training results in. */
  public static String result(EarlyStop earlyStop) {
    return earlyStop == EarlyStop.BEST_VALIDATION ? "bestValidation" : "last";
  }

  /** Returns test accuracy at the last epoch; NaN without test rows. */
  public double lastTestAccuracy() {
    return at(last(), Split.TEST, Evaluation::accuracy);
  }

  /** Returns validation accuracy at the last epoch; NaN without validation rows. */
  public double validationAccuracy() {
    return at(last(), Split.VALIDATION, Evaluation::accuracy);
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("description", description);
    json.put("result", result);
    if (!parametersSha256.isEmpty()) {
      json.put("parametersSha256", parametersSha256);
    }
    for (Split split : List.of(Split.VALIDATION, Split.SELECTION, Split.TEST)) {
      if (last().map(e -> e.evaluations().containsKey(split)).orElse(false)) {
        json.put(split.slug(), measures(split));
      }
    }
    folds.ifPresent(known -> json.put("folds", known.toJson()));
    bestOn(selection).ifPresent(e -> json.put("bestValidationEpoch", e.epochs()));
    bestOn(Split.TEST).ifPresent(e -> json.put("oracleEpoch", e.epochs()));
    return json;
  }

  private Map<String, Object> measures(Split split) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("rows", last().orElseThrow().evaluations().get(split).rows());
    json.put("accuracy", columns(split, Evaluation::accuracy));
    json.put("topFive", columns(split, Evaluation::topFive));
    json.put("negativeLogLikelihood", columns(split, Evaluation::negativeLogLikelihood));
    json.put("calibrationError", columns(split, Evaluation::calibrationError));
    return json;
  }

  private Map<String, Object> columns(Split split, ToDoubleFunction<Evaluation> measure) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("last", Json.finite(at(last(), split, measure)));
    json.put("bestValidation", Json.finite(at(bestOn(selection), split, measure)));
    json.put("oracle", Json.finite(at(bestOn(Split.TEST), split, measure)));
    return json;
  }

  private Optional<EpochMetrics> last() {
    return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
  }

  /** The earlier of two equal epochs is the best one. */
  private Optional<EpochMetrics> bestOn(Split split) {
    return epochs.stream()
        .filter(e -> e.evaluations().containsKey(split))
        .sorted(Comparator.comparingInt(EpochMetrics::epochs))
        .reduce(
            (best, next) ->
                next.evaluations().get(split).accuracy() > best.evaluations().get(split).accuracy()
                    ? next
                    : best);
  }

  private static double at(
      Optional<EpochMetrics> epoch, Split split, ToDoubleFunction<Evaluation> measure) {
    return epoch
        .map(e -> e.evaluations().get(split))
        .map(e -> measure.applyAsDouble(e))
        .orElse(Double.NaN);
  }
}
