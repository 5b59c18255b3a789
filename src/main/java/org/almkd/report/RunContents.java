package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * What the page of a run is made of: files of its folder, parsed. While the run still works they
 * are in memory, afterwards a {@link FinishedRun} reads them; the page is the same.
 *
 * @param report report.json
 * @param metrics metrics.jsonl, one element a line
 * @param effectiveConfig effective.conf
 * @param leastBelieved least-believed.json; absent where no lambdas are learned
 * @param lambdas tables of the lambdas
 */
public record RunContents(
    JsonNode report,
    List<JsonNode> metrics,
    String effectiveConfig,
    Optional<JsonNode> leastBelieved,
    LambdaHistory lambdas) {
  /** Name of the file with the rows whose labels are least believed. */
  public static final String LEAST_BELIEVED = "least-believed.json";

  /** Parses files; folder is for messages. */
  public static RunContents parse(
      String folder,
      byte[] report,
      byte[] metrics,
      String effectiveConfig,
      Optional<byte[]> leastBelieved,
      LambdaHistory lambdas) {
    return new RunContents(
        Json.parse(folder + "/report.json", report),
        new String(metrics, UTF_8)
            .lines()
            .map(line -> Json.parse(folder + "/metrics.jsonl", line.getBytes(UTF_8)))
            .toList(),
        effectiveConfig,
        leastBelieved.map(bytes -> Json.parse(folder + "/" + LEAST_BELIEVED, bytes)),
        lambdas);
  }
}
