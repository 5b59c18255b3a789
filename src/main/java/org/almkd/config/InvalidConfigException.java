package org.almkd.config;

import java.util.List;

/**
 * The configuration cannot be used. Holds all problems found, each with its file and line or its
 * argument.
 */
public final class InvalidConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /**
   * Makes an exception whose message lists all problems, one a line.
   *
   * @param problems at least one
   */
  public InvalidConfigException(List<String> problems) {
    super(
        "The configuration has "
            + (problems.size() == 1 ? "a problem:" : problems.size() + " problems:")
            + "\n  "
            + Secrets.mask(String.join("\n  ", problems)));
    this.problems = List.copyOf(problems);
  }

  /** The problems, those of the run file first, in the order of its lines. */
  public List<String> problems() {
    return problems;
  }
}
