package org.almkd.doctor;

/**
 * A named check of one place, which makes its results.
 *
 * @param kind who can mend what it finds
 * @param name name in every line
 * @param where driver, or executor and its number
 */
public record Check(CheckKind kind, String name, String where) {

  /** Returns that all is well. */
  public CheckResult ok(String found, String expected) {
    return result(CheckResult.Level.OK, found, expected, "");
  }

  /** Returns that a run works but suffers, or may fail. */
  public CheckResult warn(String found, String expected, String remedy) {
    return result(CheckResult.Level.WARN, found, expected, remedy);
  }

  /** Returns that a run would fail or be wrong. */
  public CheckResult fail(String found, String expected, String remedy) {
    return result(CheckResult.Level.FAIL, found, expected, remedy);
  }

  /** Returns that an exception, whose message says what to do, would end a run. */
  public CheckResult fail(Throwable failure) {
    String message = failure.getMessage();
    return fail(message == null ? failure.toString() : message, "", "");
  }

  private CheckResult result(
      CheckResult.Level level, String found, String expected, String remedy) {
    return new CheckResult(level, kind, name, where, found, expected, remedy);
  }
}
