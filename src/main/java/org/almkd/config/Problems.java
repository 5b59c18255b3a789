package org.almkd.config;

import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with a configuration, so that the user learns all of it at once. */
final class Problems {
  private static final String ARGUMENT = "argument '";

  private final String mainSource;
  private final Set<Problem> problems = new LinkedHashSet<>();

  /**
   * @param mainSource what a problem is ascribed to when nobody wrote the value: the run file, or
   *     the arguments where there is none
   */
  Problems(String mainSource) {
    this.mainSource = mainSource;
  }

  /** How the place of an argument's values is described. */
  static String argumentPlace(String argument) {
    return ARGUMENT + Secrets.maskArgument(argument) + "'";
  }

  /**
   * Adds a problem of a value; one that stands in the defaults is ascribed to the run file as a
   * whole.
   */
  void add(ConfigOrigin origin, String text) {
    if (Layers.isBuiltIn(origin)) {
      add(text);
      return;
    }
    addAt(withoutLine(origin), Math.max(0, origin.lineNumber()), text);
  }

  /** Adds a problem of the configuration as a whole. */
  void add(String text) {
    addAt(mainSource, 0, text);
  }

  /** Adds a problem at a place; line 0 stands for no line. */
  void addAt(String place, int line, String text) {
    boolean isArgument = place.startsWith(ARGUMENT);
    problems.add(new Problem(Secrets.mask(place), isArgument ? 0 : line, Secrets.mask(text)));
  }

  /** Whether nothing was added. */
  boolean areNone() {
    return problems.isEmpty();
  }

  /** Throws one exception that holds all problems, if there are any. */
  void throwIfAny() {
    if (problems.isEmpty()) {
      return;
    }
    List<Problem> sorted = new ArrayList<>(problems);
    sorted.sort(
        Comparator.comparing((Problem problem) -> problem.place().startsWith(ARGUMENT))
            .thenComparing(problem -> isOverlay(problem.place()))
            .thenComparing(problem -> isOverlay(problem.place()) ? problem.place() : "")
            .thenComparing(Problem::line));
    throw new InvalidConfigException(sorted.stream().map(Problem::describe).distinct().toList());
  }

  /** Lines of one file stay together: those of the run file, then those of each overlay. */
  private boolean isOverlay(String place) {
    return !place.startsWith(ARGUMENT) && !place.equals(Secrets.mask(mainSource));
  }

  private static String withoutLine(ConfigOrigin origin) {
    String place = origin.description();
    String line = ": " + origin.lineNumber();
    return place.endsWith(line) ? place.substring(0, place.length() - line.length()) : place;
  }

  private record Problem(String place, int line, String text) {
    String describe() {
      return place + ": " + (line > 0 ? line + ": " : "") + text;
    }
  }
}
