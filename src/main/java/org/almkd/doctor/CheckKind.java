package org.almkd.doctor;

/** Who can mend a failed check; decides the exit code. */
public enum CheckKind {
  /** The run file or an argument is wrong. */
  CONFIG(2),
  /** Rows or teachers are wrong. */
  DATA(3),
  /** Folders or files cannot be read or written. */
  STORAGE(5),
  /** Java, native libraries, threads or memory of a machine, or Spark's settings of them. */
  MACHINE(7);

  private final int exitCode;

  CheckKind(int exitCode) {
    this.exitCode = exitCode;
  }

  /** Returns the exit code of a doctor whose first failed check is of this kind. */
  public int exitCode() {
    return exitCode;
  }
}
