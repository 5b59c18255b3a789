package org.almkd.data;

import java.util.List;
import org.almkd.config.Secrets;

/**
 * The input data cannot be used. Lists the problems found, each with its place, what was found and
 * what was expected.
 */
public final class InvalidDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /**
   * Several problems.
   *
   * @param what what could not be done
   * @param problems the first ones, in file order
   * @param total how many there were
   */
  public InvalidDataException(String what, List<String> problems, long total) {
    super(Secrets.mask(text(what, problems, total)));
    this.problems = List.copyOf(problems);
  }

  /** One problem. */
  public InvalidDataException(String what, String problem) {
    this(what, List.of(problem), 1);
  }

  /** The problems that the message lists. */
  public List<String> problems() {
    return problems;
  }

  private static String text(String what, List<String> problems, long total) {
    if (problems.size() == 1 && total == 1) {
      return what + ": " + problems.get(0);
    }
    String rest = total > problems.size() ? "\n  and " + (total - problems.size()) + " more" : "";
    return what + ": " + total + " problems:\n  " + String.join("\n  ", problems) + rest;
  }
}
