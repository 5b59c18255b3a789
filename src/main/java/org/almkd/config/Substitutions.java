package org.almkd.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses a configuration whose substitutions could fill the memory: a chain of values that each
 * name the one before twice doubles with every link.
 */
final class Substitutions {
  /** Characters that may come of replacing all: a fraction of the smallest heap. */
  private static final double MOST_CHARACTERS = 1L << 26;

  /** A substitution, up to the end of the first word of the path that it names. */
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\??\\s*\"?([^}\".\\s]*)");

  /** A word that does not begin a substitution. */
  private static final Pattern WORD = Pattern.compile("(?<![\\w{?-])[\\w-]+");

  private static final Pattern VARIABLE = Pattern.compile("\\w+");

  private Substitutions() {}

  /**
   * Adds a problem if values could grow beyond bounds. Of n substitutions and T characters at most
   * T 3<sup>n/3</sup> characters come, which is what a chain of values gives that each name the one
   * before three times. Variables of the environment name nothing further, and do not count.
   *
   * @param texts all that the user wrote
   */
  static void check(List<String> texts, Problems problems) {
    Set<String> words = new HashSet<>(Layers.standard().root().keySet());
    long characters = 0;
    for (String text : texts) {
      characters += text.length();
      WORD.matcher(text).results().forEach(word -> words.add(word.group()));
    }
    int count = 0;
    for (String text : texts) {
      Matcher substitution = SUBSTITUTION.matcher(text);
      while (substitution.find()) {
        String name = substitution.group(1);
        if (!VARIABLE.matcher(name).matches() || words.contains(name)) {
          count++;
        }
      }
    }
    if (characters * Math.pow(3, count / 3.0) > MOST_CHARACTERS) {
      problems.add(
          "found %d substitutions ${...} of other keys, which could grow without bounds in a configuration of %d characters; expected a few; write the values out"
              .formatted(count, characters));
    }
  }
}
