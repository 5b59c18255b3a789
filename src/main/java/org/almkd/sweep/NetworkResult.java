package org.almkd.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * A network of a cell.
 *
 * @param variant what it is compared as
 * @param role what it is in its run
 * @param network its name in metrics.jsonl
 * @param scores what it scored
 * @param exported last or bestValidation: which parameters were exported
 * @param parametersSha256 their digest; empty where there are none
 */
record NetworkResult(
    String variant,
    Role role,
    String network,
    Scores scores,
    String exported,
    String parametersSha256) {

  /** Returns what report.json says of a network. */
  static NetworkResult of(String variant, Role role, String network, JsonNode report) {
    return new NetworkResult(
        variant,
        role,
        network,
        Scores.of(report),
        Measure.exported(report),
        report.path("parametersSha256").asText());
  }

  /** What a network is in its run. */
  enum Role {
    STUDENT,
    BASELINE,
    /** Shown, not ranked. */
    TEACHER;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
