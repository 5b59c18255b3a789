package org.almkd.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the report says of a teacher's folds. Accuracies are shares, in [0, 1], of training rows
 * whose given label a network finds the most probable that has not seen them.
 *
 * @param outOfFoldAccuracy of all training rows
 * @param accuracyByFold of the rows of each fold, by the network trained without it
 */
public record FoldReport(double outOfFoldAccuracy, List<Double> accuracyByFold) {
  /** Copies the list. */
  public FoldReport {
    accuracyByFold = List.copyOf(accuracyByFold);
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("count", accuracyByFold.size());
    json.put("outOfFoldAccuracy", outOfFoldAccuracy);
    json.put("accuracyByFold", accuracyByFold);
    return json;
  }
}
