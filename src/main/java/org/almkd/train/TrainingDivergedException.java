package org.almkd.train;

/** Training produced a number that is not finite; going on would only hide where it began. */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what diverged where, and what to do. */
  public TrainingDivergedException(String message) {
    super(message);
  }
}
