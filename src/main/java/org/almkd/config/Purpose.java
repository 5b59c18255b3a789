package org.almkd.config;

/** What a configuration is read for: which keys must be set depends on it. */
public enum Purpose {
  /** Training: data with classes, teachers where the method needs them. */
  DISTILL,
  /** Scoring labelled rows with an exported network: data and {@code predict.model}. */
  EVALUATE,
  /**
   * Scoring rows with or without labels: data, {@code predict.model} and {@code predict.output}.
   */
  PREDICT
}
