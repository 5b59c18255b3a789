package org.almkd.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One run of a sweep.
 *
 * @param labels label by axis, in the order of the axes; without the seeds
 * @param run its configuration
 */
public record CellConfig(Map<String, String> labels, RunConfig run) {
  /** Copies the labels in their order. */
  public CellConfig {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }
}
