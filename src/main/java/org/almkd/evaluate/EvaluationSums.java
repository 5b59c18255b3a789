package org.almkd.evaluate;

import java.io.Serializable;
import org.almkd.loss.Softmax;

/**
 * Adds up predictions row by row; sums of shards are merged in shard order, so that the result does
 * not depend on where the shards were evaluated. Not thread-safe.
 */
public final class EvaluationSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private long rows;
  private long correct;
  private long topFive;
  private double negativeLogLikelihood;
  private final long[] binRows;
  private final long[] binCorrect;
  private final double[] binConfidence;

  /** Starts at nothing, with so many equal-width bins of confidence. */
  public EvaluationSums(int calibrationBins) {
    binRows = new long[calibrationBins];
    binCorrect = new long[calibrationBins];
    binConfidence = new double[calibrationBins];
  }

  /**
   * Adds rows.
   *
   * @param logits_NC logits, row-major
   * @param labels labels, each 0 to C - 1
   */
  public EvaluationSums add(double[] logits_NC, int[] labels) {
    return labels.length == 0 ? this : add(logits_NC, logits_NC.length / labels.length, labels, 0);
  }

  /**
   * Adds some neighbouring rows: all rows, part by part, add up to the same bits.
   *
   * @param logits_NC logits of the rows to add, row-major
   * @param classes C
   * @param labels labels of all rows, each 0 to C - 1
   * @param first the first row to add
   */
  public EvaluationSums add(double[] logits_NC, int classes, int[] labels, int first) {
    double[] probabilities_C = new double[classes];
    for (int from = 0; from < logits_NC.length; from += classes) {
      int label = labels[first + from / classes];
      double logPartition = Softmax.write(logits_NC, from, classes, 1, probabilities_C, 0);
      negativeLogLikelihood += logPartition - logits_NC[from + label];
      addRow(probabilities_C, label);
    }
    return this;
  }

  private void addRow(double[] probabilities_C, int label) {
    int best = 0;
    int better = 0;
    for (int c = 0; c < probabilities_C.length; c++) {
      best = probabilities_C[c] > probabilities_C[best] ? c : best;
      if (probabilities_C[c] > probabilities_C[label]
          || (probabilities_C[c] == probabilities_C[label] && c < label)) {
        better++;
      }
    }
    int hit = best == label ? 1 : 0;
    double confidence = probabilities_C[best];
    int bin = Math.min(binRows.length - 1, (int) (confidence * binRows.length));
    rows++;
    correct += hit;
    topFive += better < 5 ? 1 : 0;
    binRows[bin]++;
    binCorrect[bin] += hit;
    binConfidence[bin] += confidence;
  }

  /** Adds the sums of other rows. */
  public EvaluationSums merge(EvaluationSums other) {
    rows += other.rows;
    correct += other.correct;
    topFive += other.topFive;
    negativeLogLikelihood += other.negativeLogLikelihood;
    for (int b = 0; b < binRows.length; b++) {
      binRows[b] += other.binRows[b];
      binCorrect[b] += other.binCorrect[b];
      binConfidence[b] += other.binConfidence[b];
    }
    return this;
  }

  /** Returns whether no row was added. */
  public boolean isEmpty() {
    return rows == 0;
  }

  /** Returns what the sums amount to; refuses when no row was added. */
  public Evaluation evaluation() {
    if (isEmpty()) {
      throw new IllegalStateException("cannot evaluate predictions: no row was added");
    }
    double calibration = 0;
    for (int b = 0; b < binRows.length; b++) {
      calibration += Math.abs(binCorrect[b] - binConfidence[b]);
    }
    return new Evaluation(
        rows,
        (double) correct / rows,
        (double) topFive / rows,
        negativeLogLikelihood / rows,
        calibration / rows);
  }
}
