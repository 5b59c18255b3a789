package org.almkd.config;

/** Which parameters are the result of a training ({@code train.early-stop}). */
public enum EarlyStop {
  /** Those after the last epoch. */
  NONE,
  /** Those of the epoch that is best on the selection share of the validation rows. */
  BEST_VALIDATION
}
