package org.almkd.config;

import java.util.List;

/**
 * When and how networks are measured ({@code evaluate}).
 *
 * @param everyEpochs epochs between evaluations; at least 1
 * @param atEpochs epochs, counted from 1, after which networks are evaluated in place of every
 *     {@code everyEpochs}; increasing; empty: none in particular
 * @param calibrationBins equal-width bins of the expected calibration error; at least 1
 */
public record EvaluateConfig(int everyEpochs, List<Integer> atEpochs, int calibrationBins) {

  /** Copies the list. */
  public EvaluateConfig {
    atEpochs = List.copyOf(atEpochs);
  }

  /** Returns the same measurements after the last epoch alone. */
  public EvaluateConfig atTheEnd() {
    return new EvaluateConfig(Integer.MAX_VALUE, List.of(), calibrationBins);
  }

  /**
   * Returns whether a network is evaluated once so many epochs are over. The last is always.
   *
   * @param epochs epochs that are over, from 1
   * @param last epochs of the whole training
   */
  public boolean isDue(int epochs, int last) {
    boolean planned = atEpochs.isEmpty() ? epochs % everyEpochs == 0 : atEpochs.contains(epochs);
    return planned || epochs == last;
  }
}
