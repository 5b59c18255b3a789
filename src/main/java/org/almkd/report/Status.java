package org.almkd.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.almkd.storage.StorageException;

/**
 * What status.json says of a run, for schedulers that lose exit codes.
 *
 * @param runId id of the run
 * @param state RUNNING, SUCCEEDED or FAILED
 * @param owner host and process of the driver
 * @param heartbeat when this was written
 * @param exitCode exit code of a run that ended; -1 while it runs
 * @param message what went wrong; empty where nothing did
 */
public record Status(
    String runId, State state, String owner, Instant heartbeat, int exitCode, String message) {

  /** Where a run stands. */
  public enum State {
    /** A driver works on it. */
    RUNNING,
    /** It finished. */
    SUCCEEDED,
    /** It ended with an error. */
    FAILED
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("runId", runId);
    json.put("state", state.name());
    json.put("owner", owner);
    json.put("heartbeat", heartbeat.toString());
    if (state != State.RUNNING) {
      json.put("exitCode", exitCode);
    }
    if (!message.isEmpty()) {
      json.put("message", message);
    }
    return json;
  }

  /** Reads status.json; a damaged one says nothing, as it is overwritten while others read it. */
  static Optional<Status> parse(byte[] bytes) {
    try {
      JsonNode json = Json.parse("status.json", bytes);
      return Optional.of(
          new Status(
              json.path("runId").asText(),
              State.valueOf(json.path("state").asText()),
              json.path("owner").asText(),
              Instant.parse(json.path("heartbeat").asText()),
              json.path("exitCode").asInt(-1),
              json.path("message").asText()));
    } catch (StorageException | IllegalArgumentException | DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
