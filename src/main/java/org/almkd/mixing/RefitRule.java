package org.almkd.mixing;

import java.util.Locale;

/**
 * Whether it pays to train a teacher once more on the labels that are believed, rather than to mix
 * what it says with what its folds say: where many labels are wrong, it has learned from all of
 * them, and where it knows labels by heart, it repeats the wrong ones.
 *
 * <p>A teacher that has seen none of the labels would find (1 - e) v of them, with v its accuracy
 * on validation rows: it knows labels by heart as far as it finds more. The thresholds were chosen
 * on seeds of the synthetic task that no table shows: the excess was .06 to .10 where 8,100 rows
 * made refits useless or harmful unless e was .3, and .47 where 1,500 rows made them useful.
 *
 * @param flipRate estimated share e of wrong labels, in [0, 1]
 * @param trainingAccuracy share of training rows whose given label the teacher finds, in [0, 1]
 * @param validationAccuracy the same of validation rows; NaN where there are none
 */
public record RefitRule(double flipRate, double trainingAccuracy, double validationAccuracy) {
  private static final double MANY_FLIPS = 0.2;
  private static final double EXCESS = 0.2;

  /** Returns whether it pays. */
  public boolean pays() {
    return flipRate >= MANY_FLIPS || isMemorised();
  }

  /** Returns whether the teacher knows the training labels by heart. */
  public boolean isMemorised() {
    return trainingAccuracy - (1 - flipRate) * validationAccuracy >= EXCESS;
  }

  /** Returns what speaks for or against it. */
  public String reason() {
    return "%s of the labels are wrong by estimate (many: 20 %%), and it finds %s of them where %s of validation labels (%s)"
        .formatted(
            percent(flipRate),
            percent(trainingAccuracy),
            percent(validationAccuracy),
            isMemorised() ? "by heart" : "not by heart");
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "none" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
