package org.almkd.mixing;

/** What the estimates of {@link SparkDoubt} come to, in words. */
public enum LabelVerdict {
  /** Enough labels are probably wrong to matter. */
  NOISY("labels look noisy"),
  /** Few or no labels are probably wrong. */
  CLEAN("labels look clean"),
  /** Teachers repeat the labels they were trained on, so that nothing was learned of them. */
  UNKNOWN("unknown (memorised teacher without folds)");

  /**
   * Least share of wrong labels that counts as noise. Teachers that are wrong and sure of it pass
   * for noise: on the paper's synthetic rows without any, the estimate was 0.1 % from 8,100 rows
   * and 1.9 % from 1,500.
   */
  private static final double NOISY_RATE = 0.03;

  private final String words;

  LabelVerdict(String words) {
    this.words = words;
  }

  /**
   * Returns what an estimate comes to.
   *
   * @param flipRate estimated share of wrong labels, in [0, 1]
   * @param memorised whether the teachers were trained on these labels and know them by heart
   */
  public static LabelVerdict of(double flipRate, boolean memorised) {
    if (!(flipRate >= 0 && flipRate <= 1)) {
      throw new IllegalArgumentException("a flip rate lies in [0, 1], found " + flipRate);
    }
    if (memorised) {
      return UNKNOWN;
    }
    return flipRate >= NOISY_RATE ? NOISY : CLEAN;
  }

  /** Returns the words of a report. */
  public String words() {
    return words;
  }
}
