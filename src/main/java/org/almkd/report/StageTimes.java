package org.almkd.report;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.almkd.train.TrainingListener;
import org.almkd.train.TrainingPart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the stages of a run, with one log line when each starts and ends, and keeps their seconds;
 * as a listener also what all its trainings spend on steps, rounds, passes and evaluations.
 */
public final class StageTimes implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(StageTimes.class);

  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final Map<TrainingPart, Double> parts = new EnumMap<>(TrainingPart.class);

  /** Runs a stage; stages of the same name add up. */
  public <T> T run(String stage, Supplier<T> work) {
    LOG.info("{}: started", stage);
    long start = System.nanoTime();
    T result = work.get();
    double took = (System.nanoTime() - start) / 1e9;
    seconds.merge(stage, took, Double::sum);
    LOG.info("{}: done in {} s", stage, Numbers.seconds(took));
    return result;
  }

  /** Returns the seconds of each stage, in the order in which they ran. */
  public Map<String, Double> seconds() {
    return new LinkedHashMap<>(seconds);
  }

  @Override
  public void spent(TrainingPart part, double took) {
    parts.merge(part, took, Double::sum);
  }

  /** Returns what the trainings spent their time on, in words; empty where nothing was trained. */
  public String shares() {
    double total = sum(parts);
    return total == 0
        ? ""
        : parts.entrySet().stream()
            .map(p -> "%s %.0f %%".formatted(name(p.getKey()), 100 * p.getValue() / total))
            .collect(Collectors.joining(", "));
  }

  /**
   * Returns timings.json.
   *
   * @param retries how often storage had to ask again
   */
  public byte[] toJson(long retries) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("unit", "seconds");
    json.put("stages", seconds);
    json.put("total", sum(seconds));
    Map<String, Double> training = new LinkedHashMap<>();
    parts.forEach((part, took) -> training.put(name(part), took));
    json.put("training", training);
    json.put("storageRetries", retries);
    return Json.indented(json);
  }

  private static String name(TrainingPart part) {
    return part.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static double sum(Map<?, Double> seconds) {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
