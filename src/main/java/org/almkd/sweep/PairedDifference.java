package org.almkd.sweep;

/**
 * What the differences of two variants over the same seeds say.
 *
 * @param seeds how many
 * @param mean their mean; NaN without any
 * @param standardError of the mean; NaN of fewer than two
 * @param halfInterval half of the 95 % interval by Student's t; NaN of fewer than three, and where
 *     all are the same other than 0
 * @param tTest p of the paired t-test, NaN alike
 * @param wilcoxon p of the signed-rank test, exact; NaN of fewer than three
 */
record PairedDifference(
    int seeds,
    double mean,
    double standardError,
    double halfInterval,
    double tTest,
    double wilcoxon) {

  /** Who is ahead. */
  enum Outcome {
    WIN,
    TIE,
    LOSS,
    UNDECIDED,
    /** The same to the bit. */
    SAME
  }

  /** Returns what differences, in the order of the seeds, say. */
  static PairedDifference of(double[] differences) {
    return new PairedDifference(
        differences.length,
        Statistics.mean(differences),
        Statistics.standardError(differences),
        Statistics.halfInterval(differences),
        Statistics.tTest(differences),
        SignedRanks.test(differences));
  }

  /** Returns what there is to say of two variants that are the same to the bit. */
  static PairedDifference ofTheSame(int seeds) {
    return new PairedDifference(seeds, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }

  /** Returns the low end of the 95 % interval. */
  double low() {
    return mean - halfInterval;
  }

  /** Returns the high end of the 95 % interval. */
  double high() {
    return mean + halfInterval;
  }

  /** Returns a tie where the interval holds 0, undecided where there is none. */
  Outcome outcome() {
    if (Double.isNaN(halfInterval)) {
      return Outcome.UNDECIDED;
    }
    if (low() <= 0 && high() >= 0) {
      return Outcome.TIE;
    }
    return mean > 0 ? Outcome.WIN : Outcome.LOSS;
  }
}
