package org.almkd.doctor;

/** Checks that paths can be used. */
public final class PathChecks {
  private PathChecks() {}

  /** Returns what the use of a path says. */
  public static CheckResult path(PathFacts facts) {
    Check check = new Check(CheckKind.STORAGE, facts.key(), facts.where());
    if (!facts.failure().isEmpty()) {
      return check.fail(facts.failure(), "", "");
    }
    return check.ok(
        switch (facts.tried()) {
          case READ -> facts.path() + " is readable";
          case WRITE -> facts.path() + " is writable and shared with the driver";
        },
        "");
  }
}
