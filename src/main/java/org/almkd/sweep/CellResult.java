package org.almkd.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
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
      if (network.role() != NetworkResult.Role.TEACHER
          && Double.isNaN(network.scores().of(Measure.LAST))) {
        throw new StorageException(
            "Cannot use %s/report.json: found no test.accuracy.last of %s; expected a number; give the data test rows, or run the cell anew"
                .formatted(run.path(), network.network()));
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
        new NetworkResult(
            student(cell, report),
            NetworkResult.Role.STUDENT,
            "student",
            Scores.of(report.path("student"))));
    report
        .path("baselines")
        .fields()
        .forEachRemaining(
            b ->
                networks.add(
                    new NetworkResult(
                        b.getKey(),
                        NetworkResult.Role.BASELINE,
                        "baselines." + b.getKey(),
                        Scores.of(b.getValue()))));
    report
        .path("teachers")
        .fields()
        .forEachRemaining(
            t ->
                networks.add(
                    new NetworkResult(
                        "teacher " + t.getKey(),
                        NetworkResult.Role.TEACHER,
                        "teachers." + t.getKey(),
                        Scores.of(t.getValue()))));
    return networks;
  }

  /** A baseline may have the name of the student's method: then they are two variants. */
  private static String student(CellOutcome cell, JsonNode report) {
    String label = cell.labels().get(Block.METHOD);
    if (label != null) {
      return label;
    }
    String method = report.path("method").asText();
    return report.path("baselines").has(method) ? "student" : method;
  }
}
