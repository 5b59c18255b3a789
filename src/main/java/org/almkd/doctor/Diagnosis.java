package org.almkd.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almkd.doctor.CheckResult.Level;

/**
 * All results of a doctor, in the order of the checks.
 *
 * @param results one a check and place
 */
public record Diagnosis(List<CheckResult> results) {
  private static final String EXECUTOR = "executor ";

  /** Copies the list. */
  public Diagnosis {
    results = List.copyOf(results);
  }

  /** Returns 0, or the exit code of the first failed check. */
  public int exitCode() {
    return results.stream()
        .filter(r -> r.level() == Level.FAIL)
        .findFirst()
        .map(r -> r.kind().exitCode())
        .orElse(0);
  }

  /** Returns one line a result, executors that say the same on one, and a line of sums. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(merged().stream().map(CheckResult::line).toList());
    lines.add(
        "%d ok, %d warn, %d FAIL".formatted(count(Level.OK), count(Level.WARN), count(Level.FAIL)));
    return lines;
  }

  private long count(Level level) {
    return merged().stream().filter(r -> r.level() == level).count();
  }

  private List<CheckResult> merged() {
    Map<CheckResult, List<String>> executors = new LinkedHashMap<>();
    for (CheckResult result : results) {
      boolean executor = result.where().startsWith(EXECUTOR);
      executors
          .computeIfAbsent(result.at(executor ? EXECUTOR : result.where()), r -> new ArrayList<>())
          .add(result.where());
    }
    List<CheckResult> merged = new ArrayList<>();
    executors.forEach((result, places) -> merged.add(result.at(place(places))));
    return merged;
  }

  private static String place(List<String> places) {
    return places.size() == 1
        ? places.get(0)
        : places.get(0) + " and " + (places.size() - 1) + " more";
  }
}
