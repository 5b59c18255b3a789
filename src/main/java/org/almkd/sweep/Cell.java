package org.almkd.sweep;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.almkd.config.CellConfig;
import org.almkd.config.RunConfig;

/**
 * One run of a sweep.
 *
 * @param number its number in the sweep, from 0
 * @param config labels and configuration
 */
public record Cell(int number, CellConfig config) {
  private static final String SEED = "seed";
  private static final String DATA_SEED = "data-seed";

  /** Returns the label by axis, in the order of the axes; without the seeds. */
  public Map<String, String> labels() {
    return config.labels();
  }

  /** Returns its configuration. */
  public RunConfig run() {
    return config.run();
  }

  /** Returns seed of weights, orders, shards and lambdas. */
  public long runSeed() {
    return run().run().seed();
  }

  /** Returns seed of generator, splits and label noise. */
  public long dataSeed() {
    return run().data().seed();
  }

  /** Returns the id of its run. */
  public String runId() {
    return run().runId();
  }

  /** Returns its run folder, as the configuration names it. */
  public String folder() {
    return run().run().dir() + "/" + runId();
  }

  /** Returns labels and seeds, by all of which a cell may be chosen. */
  public Map<String, String> labelsAndSeeds() {
    Map<String, String> all = new LinkedHashMap<>(labels());
    all.put(SEED, Long.toString(runSeed()));
    all.put(DATA_SEED, Long.toString(dataSeed()));
    return all;
  }

  /** Returns what people call it, such as "cell 3: dataset=wine, method=labels, seed=0". */
  public String describe() {
    Map<String, String> shown = labelsAndSeeds();
    if (runSeed() == dataSeed()) {
      shown.remove(DATA_SEED);
    }
    return shown.entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(", ", "cell " + number + ": ", ""));
  }
}
