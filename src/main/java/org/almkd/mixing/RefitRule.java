package org.almkd.mixing;

/**
 * Whether it pays to train a teacher once more on the labels that are believed.
 *
 * @param flipRate estimated share e of wrong labels
 * @param largestConfusion largest entry of the noise matrix off its diagonal
 * @param trainingAccuracy share of training rows whose given label the teacher finds
 * @param validationAccuracy the same of validation rows; NaN where there are none
 */
public record RefitRule(
    double flipRate, double largestConfusion, double trainingAccuracy, double validationAccuracy) {
  private static final double MANY_FLIPS = 0.2;
  private static final double STRONG_CONFUSION = 0.1;
  private static final double MEMORISED = 0.05;

  /** Returns whether it pays. */
  public boolean pays() {
    return flipRate >= MANY_FLIPS || largestConfusion >= STRONG_CONFUSION || isMemorised();
  }

  /** Returns whether the teacher knows labels by heart. */
  public boolean isMemorised() {
    return trainingAccuracy - validationAccuracy >= MEMORISED;
  }
}
