package org.almkd.report;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

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
}
