package org.almkd.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.almkd.report.FinishedRun;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;

/**
 * What the run of a cell resulted in.
 *
 * @param cell the cell
 * @param networks student, baselines, teachers
 * @param lambdaTeachers names of those that the lambdas of the student weigh, in order: the last is
 *     the final one; empty where it learned none. In a self-distillation not the run's teachers
 * @param method key of the student's method
 * @param data its rows
 */
record CellResult(
    CellOutcome cell,
    List<NetworkResult> networks,
    List<String> lambdaTeachers,
    String method,
    CellData data) {

  /**
   * Opens the folder of a cell.
   *
   * @throws org.almkd.config.InvalidConfigException if no run finished there
   */
  static FinishedRun open(Storage storage, CellOutcome cell) {
    return FinishedRun.open(storage, cell.folder());
  }

  /**
   * Reads report.json of a cell.
   *
   * @throws org.almkd.config.InvalidConfigException if no run finished in its folder
   * @throws StorageException if the file is damaged, or lacks what is compared
   */
  static CellResult read(Storage storage, CellOutcome cell) {
    FinishedRun run = open(storage, cell);
    JsonNode report = run.report();
    List<String> lambdaTeachers = new ArrayList<>();
    report.path("lambda").path("teachers").fieldNames().forEachRemaining(lambdaTeachers::add);
    CellResult result =
        new CellResult(
            cell,
            networks(cell, report),
            lambdaTeachers,
            report.path("method").asText(),
            CellData.of(report));
    for (NetworkResult network : result.networks()) {
      for (Measure measure : List.of(Measure.LAST, Measure.RESULT)) {
        if (network.role() != NetworkResult.Role.TEACHER
            && Double.isNaN(network.scores().of(measure))) {
          throw new StorageException(
              "Cannot use %s/report.json: found no test.accuracy.%s of %s; expected a number; give the data test rows if it has none"
                  .formatted(
                      run.path(),
                      measure == Measure.LAST ? "last" : network.exported(),
                      network.network()));
        }
      }
    }
    return result;
  }

  Block block() {
    return Block.of(cell);
  }

  /** Returns whether a share of the validation rows was kept to choose an epoch by. */
  boolean isSelectionKept() {
    return data.selection() > 0;
  }

  Seeds seeds() {
    return new Seeds(cell.runSeed(), cell.dataSeed());
  }

  private static List<NetworkResult> networks(CellOutcome cell, JsonNode report) {
    List<NetworkResult> networks = new ArrayList<>();
    networks.add(
        NetworkResult.of(
            student(cell, report), NetworkResult.Role.STUDENT, "student", report.path("student")));
    report
        .path("baselines")
        .fields()
        .forEachRemaining(
            b ->
                networks.add(
                    NetworkResult.of(
                        b.getKey(),
                        NetworkResult.Role.BASELINE,
                        "baselines." + b.getKey(),
                        b.getValue())));
    report
        .path("teachers")
        .fields()
        .forEachRemaining(
            t ->
                networks.add(
                    NetworkResult.of(
                        "teacher " + t.getKey(),
                        NetworkResult.Role.TEACHER,
                        "teachers." + t.getKey(),
                        t.getValue())));
    return networks;
  }

  private static String student(CellOutcome cell, JsonNode report) {
    Set<String> baselines = new LinkedHashSet<>();
    report.path("baselines").fieldNames().forEachRemaining(baselines::add);
    return student(cell.labels(), report.path("method").asText(), baselines);
  }

  /**
   * Returns what a student is compared as. A baseline may have the name of its method: then they
   * are two variants.
   */
  static String student(Map<String, String> labels, String method, Collection<String> baselines) {
    return labels.getOrDefault(Block.METHOD, baselines.contains(method) ? "student" : method);
  }
}
