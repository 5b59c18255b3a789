package org.almkd.sweep;

import com.fasterxml.jackson.databind.JsonNode;

/** What is measured on the test rows, as report.json says. */
enum Measure {
  /** Accuracy after the last epoch. */
  LAST("accuracy", "last", "last", "last epoch"),
  /** Accuracy at the epoch that is best on validation rows. */
  BEST_VALIDATION("accuracy", "bestValidation", "bestValidation", "best validation"),
  /** Accuracy at the epoch that is best on test rows, which nobody could have chosen. */
  ORACLE("accuracy", "oracle", "oracle", "oracle"),
  /** Mean of -log p(label) after the last epoch, in nats. */
  LOSS("negativeLogLikelihood", "last", "negativeLogLikelihood", "loss (nats)"),
  /** Calibration error after the last epoch. */
  CALIBRATION("calibrationError", "last", "calibrationError", "calibration error");

  private final String field;
  private final String epoch;
  private final String key;
  private final String title;

  Measure(String field, String epoch, String key, String title) {
    this.field = field;
    this.epoch = epoch;
    this.key = key;
    this.title = title;
  }

  /** Returns its name in the files. */
  String key() {
    return key;
  }

  /** Returns its name for people. */
  String title() {
    return title;
  }

  /** Returns what report.json says of a network; NaN where that is nothing. */
  double of(JsonNode network) {
    return network.path("test").path(field).path(epoch).asDouble(Double.NaN);
  }
}
