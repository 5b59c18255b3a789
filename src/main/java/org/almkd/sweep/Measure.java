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
  CALIBRATION("calibrationError", "last", "calibrationError", "calibration error"),
  /** Accuracy of the exported parameters: best validation with early stop, else the last epoch. */
  RESULT("accuracy", Measure.EXPORTED, "result", "exported parameters"),
  /** Mean of -log p(label) of the exported parameters, in nats. */
  RESULT_LOSS(
      "negativeLogLikelihood",
      Measure.EXPORTED,
      "resultNegativeLogLikelihood",
      "loss (nats), exported parameters"),
  /** Calibration error of the exported parameters. */
  RESULT_CALIBRATION(
      "calibrationError",
      Measure.EXPORTED,
      "resultCalibrationError",
      "calibration error, exported parameters");

  private static final String EXPORTED = "";

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
    String column = epoch.equals(EXPORTED) ? exported(network) : epoch;
    return network.path("test").path(field).path(column).asDouble(Double.NaN);
  }

  /** Returns which parameters of a network were exported: last or bestValidation. */
  static String exported(JsonNode network) {
    return network.path("result").asText("last");
  }
}
