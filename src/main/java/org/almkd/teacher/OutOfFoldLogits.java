package org.almkd.teacher;

import org.almkd.data.Features;
import org.almkd.data.FoldAssignment;
import org.almkd.data.RowBlock;
import org.almkd.data.Split;

/**
 * Logits of F cross-fitted networks for a block of rows. A training row gets those of the one
 * network that has not seen it. Any other row, which none has seen, gets the mean of all: the mean
 * of logits and not of probabilities, because that is the normalised geometric mean of their
 * softmaxes at every temperature, while the logarithm of mean probabilities is right at temperature
 * 1 alone.
 */
final class OutOfFoldLogits {
  private final FoldAssignment folds;
  private final int classes;
  private final Networks networks;

  /** Runs a network. */
  @FunctionalInterface
  interface Networks {
    /** Returns the logits that the network of a fold gives to rows, row-major. */
    float[] logits(int fold, Features rows);
  }

  OutOfFoldLogits(FoldAssignment folds, int classes, Networks networks) {
    this.folds = folds;
    this.classes = classes;
    this.networks = networks;
  }

  /** Returns the logits of a block's rows, row-major. */
  float[] of(RowBlock rows) {
    return rows.split() == Split.TRAIN ? unseen(rows) : mean(rows);
  }

  private float[] unseen(RowBlock rows) {
    float[] logits = new float[rows.rows() * classes];
    for (int fold = 0; fold < folds.folds(); fold++) {
      int[] own = folds.rowsOf(fold, rows);
      float[] said = networks.logits(fold, rows.features().select(own));
      for (int i = 0; i < own.length; i++) {
        System.arraycopy(said, i * classes, logits, own[i] * classes, classes);
      }
    }
    return logits;
  }

  /** Added in double in the order of the folds, rounded once. */
  private float[] mean(RowBlock rows) {
    double[] sums = new double[rows.rows() * classes];
    for (int fold = 0; fold < folds.folds(); fold++) {
      float[] said = networks.logits(fold, rows.features());
      for (int i = 0; i < sums.length; i++) {
        sums[i] += said[i];
      }
    }
    float[] logits = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      logits[i] = (float) (sums[i] / folds.folds());
    }
    return logits;
  }

  /** Returns how many rows of each fold have the greatest logit at their given label. */
  long[] correct(RowBlock rows, float[] logits) {
    long[] correct = new long[folds.folds()];
    for (int i = 0; i < rows.rows(); i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = logits[i * classes + c] > logits[i * classes + best] ? c : best;
      }
      if (best == rows.labels()[i]) {
        correct[folds.fold(rows.ids()[i])]++;
      }
    }
    return correct;
  }
}
