package org.almkd.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import org.almkd.data.Split;

/**
 * The rows of a cell, as its report counts them.
 *
 * @param digest digest of all of them; empty in reports that do not tell
 * @param train rows that networks learn from
 * @param validation rows that the lambdas are learned on
 * @param selection validation rows kept to choose an epoch by
 * @param test rows that networks are measured on
 * @param classes C
 * @param features D
 * @param flipped training rows whose label is known to be wrong; -1 where that is unknown
 */
record CellData(
    String digest,
    int train,
    int validation,
    int selection,
    int test,
    int classes,
    int features,
    int flipped) {

  /** Returns what report.json says. */
  static CellData of(JsonNode report) {
    JsonNode data = report.path("data");
    return new CellData(
        report.path("dataDigest").asText(),
        rows(data, Split.TRAIN),
        rows(data, Split.VALIDATION),
        rows(data, Split.SELECTION),
        rows(data, Split.TEST),
        data.path("classes").asInt(),
        data.path("features").asInt(),
        data.path("noisyRows").asInt(-1));
  }

  private static int rows(JsonNode data, Split split) {
    return data.path(split.slug() + "Rows").asInt();
  }
}
