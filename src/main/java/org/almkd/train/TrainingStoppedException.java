package org.almkd.train;

/** A training was told to stop between two rounds; started again, it goes on from there. */
public final class TrainingStoppedException extends RuntimeException {
  /** Exit code at the end of the time that the run was given. */
  public static final int OUT_OF_TIME = 75;

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * Says why it stopped.
   *
   * @param exitCode what the process ends with
   */
  public TrainingStoppedException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** Returns what the process ends with: 75 at the limit of its time, 128 + n at signal n. */
  public int exitCode() {
    return exitCode;
  }
}
