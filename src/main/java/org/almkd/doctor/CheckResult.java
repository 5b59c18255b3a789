package org.almkd.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a check says.
 *
 * @param level whether a run would go well
 * @param kind who can mend it
 * @param name name of the check
 * @param where driver, or executor and its number
 * @param found what was found
 * @param expected what was expected; empty where the finding says it
 * @param remedy what to do; empty where nothing is to be done
 */
public record CheckResult(
    Level level,
    CheckKind kind,
    String name,
    String where,
    String found,
    String expected,
    String remedy) {

  /** How bad it is. */
  public enum Level {
    /** As it should be. */
    OK("ok"),
    /** A run works, but slowly, or it may fail. */
    WARN("warn"),
    /** A run fails, or gives wrong results. */
    FAIL("FAIL");

    private final String text;

    Level(String text) {
      this.text = text;
    }
  }

  /** Returns the result on one line. */
  public String line() {
    StringBuilder line =
        new StringBuilder(
            String.format(Locale.ROOT, "%-4s %-14s %-11s %s", level.text, name, where, found));
    if (!expected.isEmpty()) {
      line.append("; expected ").append(expected);
    }
    if (!remedy.isEmpty()) {
      line.append("; ").append(remedy);
    }
    return line.toString().replaceAll("\\R\\s*", " ");
  }

  /** Returns the result as the properties of a JSON object. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("result", level.text);
    json.put("check", name);
    json.put("where", where);
    json.put("found", found);
    json.put("expected", expected);
    json.put("remedy", remedy);
    return json;
  }

  /** Returns the same result, found elsewhere. */
  CheckResult at(String elsewhere) {
    return new CheckResult(level, kind, name, elsewhere, found, expected, remedy);
  }
}
