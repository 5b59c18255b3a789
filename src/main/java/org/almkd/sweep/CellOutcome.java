package org.almkd.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How one cell of a sweep ended.
 *
 * @param number its number in the sweep, from 0
 * @param labels what the cell is, by axis: the label of the value, in the order of the axes;
 *     without the seeds
 * @param runSeed seed of weights, orders, shards and lambdas
 * @param dataSeed seed of generator, splits and label noise
 * @param runId id of its run
 * @param folder its run folder
 * @param state how it ended
 * @param exitCode exit code of its run; 0 where it succeeded
 * @param message what went wrong; empty where nothing did
 */
public record CellOutcome(
    int number,
    Map<String, String> labels,
    long runSeed,
    long dataSeed,
    String runId,
    String folder,
    State state,
    int exitCode,
    String message) {

  /** How a cell ended. */
  public enum State {
    /** Its run folder is whole. */
    SUCCEEDED,
    /** Its run ended with an error. */
    FAILED,
    /** It was not run, or not to its end. */
    MISSING
  }

  /** Copies the labels in their order. */
  public CellOutcome {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }
}
