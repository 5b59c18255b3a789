package org.almkd.mixing;

/** What the estimates of {@link SparkDoubt} come to, in words. */
public enum LabelVerdict {
  /** Enough labels are probably wrong to matter. */
  NOISY("labels look noisy"),
  /** Few or no labels are probably wrong. */
  CLEAN("labels look clean"),
  /** Teachers repeat the labels they were trained on, so that nothing was learned of them. */
  UNKNOWN("unknown (memorised teacher without folds)");

  private final String words;

  LabelVerdict(String words) {
    this.words = words;
  }

  /** Returns the words of a report. */
  public String words() {
    return words;
  }
}
