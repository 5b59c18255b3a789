package org.almkd.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the stages of a run, with one log line when each starts and ends, and keeps their seconds.
 */
public final class StageTimes {
  private static final Logger LOG = LoggerFactory.getLogger(StageTimes.class);

  private final Map<String, Double> seconds = new LinkedHashMap<>();

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

  /** Returns timings.json. */
  public byte[] toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("unit", "seconds");
    json.put("stages", seconds);
    json.put("total", seconds.values().stream().mapToDouble(Double::doubleValue).sum());
    return Json.indented(json);
  }
}
