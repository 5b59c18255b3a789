package org.almkd.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * The numbers of an audit: audit.json, and the lines that are printed.
 *
 * @param runId id of the run
 * @param method method of the run
 * @param lambdas name of the table of lambdas that was read, such as epoch-0090
 * @param dataDigest digest of the rows
 * @param rows training rows
 * @param cleanLabelsKnown whether it is known which labels are flipped
 * @param order the ranking by which audit.csv and audit.html are ordered
 * @param cutoffs numbers of rows at which the precision is told, ascending
 * @param rankings the rankings
 */
public record AuditReport(
    String runId,
    String method,
    String lambdas,
    String dataDigest,
    long rows,
    boolean cleanLabelsKnown,
    AuditRanking.Kind order,
    List<Long> cutoffs,
    List<AuditRanking> rankings) {
  private static final long[] STEPS = {1, 2, 5};
  private static final long LEAST = 50;
  private static final int CURVE_POINTS = 30;

  /** Copies the lists. */
  public AuditReport {
    cutoffs = List.copyOf(cutoffs);
    rankings = List.copyOf(rankings);
  }

  /**
   * Returns the cutoffs of an audit: 50, 100, 200, 500, ... below the number of rows, the number of
   * flipped rows, and all rows.
   */
  public static List<Long> cutoffs(long rows, long flipped) {
    TreeSet<Long> cutoffs = new TreeSet<>();
    for (long ten = 10; ten < rows; ten *= 10) {
      for (long step : STEPS) {
        if (step * ten >= LEAST && step * ten < rows) {
          cutoffs.add(step * ten);
        }
      }
    }
    if (flipped > 0) {
      cutoffs.add(flipped);
    }
    cutoffs.add(rows);
    return List.copyOf(cutoffs);
  }

  /**
   * Returns the places of the curves of a figure: evenly up to three times the flipped rows, where
   * a reader would have stopped.
   */
  public static List<Long> curve(long rows, long flipped) {
    long end = Math.min(rows, Math.max(3 * flipped, LEAST));
    return LongStream.rangeClosed(1, CURVE_POINTS)
        .map(i -> (end * i + CURVE_POINTS - 1) / CURVE_POINTS)
        .distinct()
        .boxed()
        .toList();
  }

  /** Returns why there is no area under the curve; empty where there is one. */
  public String unknown() {
    if (!cleanLabelsKnown) {
      return "it is not known which labels are flipped: the source has no clean labels, and the run put no noise on them";
    }
    if (flipped() == 0) {
      return "no training label is flipped";
    }
    return flipped() == rows ? "every training label is flipped" : "";
  }

  /** Returns the flipped rows; 0 where they are unknown. */
  public long flipped() {
    return rankings.get(0).counts().flipped();
  }

  /** Returns audit.json. */
  public byte[] toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("runId", runId);
    json.put("method", method);
    json.put("lambdas", lambdas);
    json.put("dataDigest", dataDigest);
    json.put("rows", rows);
    json.put("flipped", cleanLabelsKnown ? flipped() : null);
    if (!unknown().isEmpty()) {
      json.put("reason", unknown());
    }
    json.put("order", order.key());
    Map<String, Object> byKey = new LinkedHashMap<>();
    rankings.forEach(ranking -> byKey.put(ranking.kind().key(), toJson(ranking)));
    json.put("rankings", byKey);
    json.put("versions", Versions.toJson());
    return Json.indented(json);
  }

  private Map<String, Object> toJson(AuditRanking ranking) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("rankedBy", ranking.kind().meaning());
    json.put("areaUnderCurve", Json.finite(area(ranking)));
    Map<String, Object> precision = new LinkedHashMap<>();
    cutoffs.forEach(k -> precision.put(Long.toString(k), ranking.counts().precisionAt(k)));
    json.put("precisionAt", cleanLabelsKnown ? precision : null);
    return json;
  }

  /** Returns what is printed: where the results lie, and how well the rankings do. */
  public List<String> summary(String folder) {
    List<String> lines = new ArrayList<>();
    lines.add("audit: " + folder);
    lines.add(
        "%d training rows, %s flipped, lambdas %s"
            .formatted(rows, cleanLabelsKnown ? Long.toString(flipped()) : "unknown", lambdas));
    if (!unknown().isEmpty()) {
      lines.add("no area under the curve: " + unknown());
      return lines;
    }
    StringBuilder head = new StringBuilder("%-10s%8s".formatted("ranked by", "AUC"));
    cutoffs.forEach(k -> head.append(" %8s".formatted("@" + k)));
    lines.add(head.toString());
    for (AuditRanking ranking : rankings) {
      StringBuilder line =
          new StringBuilder(
              "%-10s%8s".formatted(ranking.kind().key(), Numbers.three(area(ranking))));
      cutoffs.forEach(
          k -> line.append(" %8s".formatted(Numbers.three(ranking.counts().precisionAt(k)))));
      lines.add(line.toString());
    }
    return lines;
  }

  /** Returns the abscissae of the figure. */
  double[] curvePlaces() {
    return curve(rows, flipped()).stream().mapToDouble(Long::doubleValue).toArray();
  }

  /** Returns the ordinates of a ranking in the figure. */
  double[] curve(AuditRanking ranking) {
    return curve(rows, flipped()).stream().mapToDouble(ranking.counts()::precisionAt).toArray();
  }

  /** Returns the area under the curve of a ranking; NaN where it is unknown. */
  double area(AuditRanking ranking) {
    return cleanLabelsKnown ? ranking.counts().areaUnderCurve() : Double.NaN;
  }
}
