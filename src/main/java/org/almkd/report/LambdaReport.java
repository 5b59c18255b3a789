package org.almkd.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almkd.mixing.LambdaSums;

/**
 * Means of the lambdas after the last update.
 *
 * @param sums their sums
 * @param teachers names of the teachers; the sums have as many columns, or one more in front (the
 *     label weight of amal)
 * @param cleanLabelsKnown whether it is known which labels are flipped
 */
public record LambdaReport(LambdaSums sums, List<String> teachers, boolean cleanLabelsKnown) {

  /** Returns the mean over rows and teachers. */
  public double mean() {
    return overTeachers(Measure.ALL);
  }

  /** Returns the mean over rows whose label is flipped; NaN where that is unknown or none is. */
  public double meanNoisy() {
    return cleanLabelsKnown ? overTeachers(Measure.FLIPPED) : Double.NaN;
  }

  /** Returns the mean over rows whose label is right; NaN where that is unknown. */
  public double meanClean() {
    return cleanLabelsKnown ? overTeachers(Measure.CLEAN) : Double.NaN;
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mean", Json.finite(mean()));
    json.put("meanNoisy", Json.finite(meanNoisy()));
    json.put("meanClean", Json.finite(meanClean()));
    Map<String, Object> byTeacher = new LinkedHashMap<>();
    for (int k = 0; k < teachers.size(); k++) {
      byTeacher.put(teachers.get(k), Json.finite(of(Measure.ALL, k)));
    }
    json.put("teachers", byTeacher);
    if (labelColumns() > 0) {
      json.put("labelWeight", Json.finite(sums.mean(0)));
    }
    return json;
  }

  private enum Measure {
    ALL,
    FLIPPED,
    CLEAN
  }

  private int labelColumns() {
    return sums.columns() - teachers.size();
  }

  private double overTeachers(Measure measure) {
    List<Double> means = new ArrayList<>();
    for (int k = 0; k < teachers.size(); k++) {
      means.add(of(measure, k));
    }
    return means.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  private double of(Measure measure, int teacher) {
    int column = labelColumns() + teacher;
    return switch (measure) {
      case ALL -> sums.mean(column);
      case FLIPPED -> sums.meanFlipped(column);
      case CLEAN -> sums.meanClean(column);
    };
  }
}
