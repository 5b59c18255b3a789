package org.almkd.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
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
 * @param state where it stands
 * @param owner process and host of the driver
 * @param attempt which start of the run this is
 * @param process what tells the driver's process from others on its machine; empty where unknown
 * @param heartbeat when this was written
 * @param interval time between two heartbeats
 * @param exitCode exit code of a run that ended; -1 while it runs
 * @param message what went wrong; empty where nothing did
 */
public record Status(
    String runId,
    State state,
    String owner,
    String attempt,
    String process,
    Instant heartbeat,
    Duration interval,
    int exitCode,
    String message) {

  /** Where a run stands. */
  public enum State {
    /** A driver works on it. */
    RUNNING,
    /** It finished. */
    SUCCEEDED,
    /** It ended with an error. */
    FAILED,
    /** It was stopped, and goes on when it is started again. */
    RESUMABLE
  }

  /** Returns what the same owner would have said of a run that finished. */
  public Status succeeded() {
    return new Status(runId, State.SUCCEEDED, owner, attempt, process, heartbeat, interval, 0, "");
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("runId", runId);
    json.put("state", state.name());
    json.put("owner", owner);
    json.put("attempt", attempt);
    json.put("process", process);
    json.put("heartbeat", heartbeat.toString());
    json.put("heartbeatSeconds", interval.toMillis() / 1e3);
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
              json.path("attempt").asText(),
              json.path("process").asText(),
              Instant.parse(json.path("heartbeat").asText()),
              Duration.ofMillis(Math.round(1e3 * json.path("heartbeatSeconds").asDouble())),
              json.path("exitCode").asInt(-1),
              json.path("message").asText()));
    } catch (StorageException | IllegalArgumentException | DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
