package org.almkd.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.data.SplitIndex;
import org.almkd.evaluate.FlipCounts;
import org.almkd.mixing.DoubtEstimates;
import org.almkd.mixing.LabelVerdict;
import org.almkd.mixing.NoiseModel;
import org.almkd.mixing.Reliability;

/**
 * What the report says of doubted labels.
 *
 * @param verdict what the labels look like
 * @param reason why doubts are unknown, or why teachers were, or were not, trained once more
 * @param refitted names of the teachers trained once more
 * @param estimates of the rows as a whole; absent where doubts are unknown
 * @param distribution of q over the rows; absent likewise
 * @param areaUnderCurve of q as a detector of flipped labels; NaN where these are unknown
 * @param classes names of the classes
 */
public record DoubtReport(
    LabelVerdict verdict,
    String reason,
    List<String> refitted,
    Optional<DoubtEstimates> estimates,
    Optional<Distribution> distribution,
    double areaUnderCurve,
    List<String> classes) {
  /** Bins of q: [0, .1), .., [.9, 1]. */
  static final int BINS = 10;

  private static final int MOST_CONFUSIONS = 10;

  /** A larger matrix is told by its largest confusions alone. */
  private static final int MOST_CLASSES = 100;

  /** Copies the lists. */
  public DoubtReport {
    refitted = List.copyOf(refitted);
    classes = List.copyOf(classes);
  }

  /**
   * How many rows have which q.
   *
   * @param clean rows of each bin whose label is not known to be flipped
   * @param flipped rows of each bin whose label is known to be flipped
   */
  // Ten numbers that are printed; never compared.
  @SuppressWarnings("ArrayRecordComponent")
  public record Distribution(long[] clean, long[] flipped) {
    static Distribution of(float[] doubt_N, boolean[] isFlipped_N) {
      Distribution counts = new Distribution(new long[BINS], new long[BINS]);
      for (int i = 0; i < doubt_N.length; i++) {
        int bin = Math.min(BINS - 1, (int) (doubt_N[i] * BINS));
        (isFlipped_N[i] ? counts.flipped : counts.clean)[bin]++;
      }
      return counts;
    }
  }

  /** Returns what is said where doubts are unknown. */
  public static DoubtReport unknown(String reason, List<String> classes) {
    return new DoubtReport(
        LabelVerdict.UNKNOWN,
        reason,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Double.NaN,
        classes);
  }

  /**
   * Returns what is said of doubts.
   *
   * @param doubt_N q of each training row
   * @param index labels of the training rows, in the same order
   */
  public static DoubtReport of(
      DoubtEstimates estimates,
      float[] doubt_N,
      SplitIndex index,
      String reason,
      List<String> refitted,
      List<String> classes) {
    boolean[] isFlipped_N = new boolean[doubt_N.length];
    for (int i = 0; i < index.cleanLabels().length; i++) {
      isFlipped_N[i] = index.cleanLabels()[i] != index.labels()[i];
    }
    return new DoubtReport(
        LabelVerdict.of(estimates.noise().flipRate(), false),
        reason,
        refitted,
        Optional.of(estimates),
        Optional.of(Distribution.of(doubt_N, isFlipped_N)),
        FlipCounts.descending(doubt_N, isFlipped_N).areaUnderCurve(),
        classes);
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("verdict", verdict.words());
    json.put("known", estimates.isPresent());
    json.put("reason", reason);
    json.put("refitted", refitted);
    estimates.ifPresent(known -> put(json, known));
    distribution.ifPresent(counts -> json.put("distribution", counts));
    json.put("areaUnderCurve", Json.finite(areaUnderCurve));
    return json;
  }

  private void put(Map<String, Object> json, DoubtEstimates known) {
    json.put("flipRate", known.noise().flipRate());
    json.put("meanDoubt", known.meanDoubt());
    json.put("temperature", known.calibration().temperature());
    json.put("floor", known.calibration().floor());
    Map<String, Object> calibration = new LinkedHashMap<>();
    calibration.put("before", toJson(known.before()));
    calibration.put("after", toJson(known.after()));
    json.put("calibration", calibration);
    json.put("confusions", confusions(known.noise()));
    if (known.noise().classes() <= MOST_CLASSES) {
      json.put("classes", classes);
      json.put("noiseMatrix", matrix(known.noise()));
    }
  }

  private static Map<String, Object> toJson(Reliability reliability) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("error", Json.finite(reliability.calibrationError()));
    List<Object> bins = new ArrayList<>();
    for (int b = 0; b < Reliability.BINS; b++) {
      Map<String, Object> bin = new LinkedHashMap<>();
      bin.put("rows", reliability.rows(b));
      bin.put("confidence", Json.finite(reliability.confidence(b)));
      bin.put("accuracy", Json.finite(reliability.accuracy(b)));
      bins.add(bin);
    }
    json.put("bins", bins);
    return json;
  }

  /** The largest entries off the diagonal; among equal ones those of lower classes first. */
  private List<Object> confusions(NoiseModel noise) {
    record Confusion(int of, int as, double probability) {}
    Comparator<Confusion> order = Comparator.comparingDouble(c -> -c.probability());
    List<Confusion> largest = new ArrayList<>();
    for (int c = 0; c < noise.classes(); c++) {
      for (int j = 0; j < noise.classes(); j++) {
        if (c != j) {
          largest.add(new Confusion(c, j, noise.probability(c, j)));
        }
      }
      // Sorting is stable, and what is cut here is none of the largest of all.
      largest.sort(order);
      largest.subList(Math.min(MOST_CONFUSIONS, largest.size()), largest.size()).clear();
    }
    List<Object> json = new ArrayList<>();
    for (Confusion confusion : largest) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("true", classes.get(confusion.of()));
      entry.put("given", classes.get(confusion.as()));
      entry.put("probability", confusion.probability());
      json.add(entry);
    }
    return json;
  }

  private static double[][] matrix(NoiseModel noise) {
    double[][] rows = new double[noise.classes()][noise.classes()];
    for (int c = 0; c < rows.length; c++) {
      for (int j = 0; j < rows.length; j++) {
        rows[c][j] = noise.probability(c, j);
      }
    }
    return rows;
  }

  /** Returns the line of the log. */
  String summary() {
    return estimates
        .map(
            known ->
                "doubt: %s, flip rate %s%s; %s"
                    .formatted(
                        verdict.words(),
                        Numbers.percent(known.noise().flipRate()),
                        Double.isFinite(areaUnderCurve)
                            ? ", AUC of the doubts " + Numbers.three(areaUnderCurve)
                            : "",
                        reason))
        .orElse("doubt: " + verdict.words() + "; " + reason);
  }
}
