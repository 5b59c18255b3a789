package org.almkd.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;

/** Configurations that tests read. */
final class Configurations {
  static final String FILE = "run.conf";

  /** The least that a training needs, on one line, so that what a test adds begins at line 2. */
  static final String LEAST =
      "data { source = csv, csv.path = rows.csv, classes = 3 }, teachers = [{ name = big }]\n";

  private Configurations() {}

  static RunConfig read(String added, String... overrides) {
    return RunConfigReader.read(FILE, LEAST + added, List.of(overrides));
  }

  static List<String> problems(String added, String... overrides) {
    return problemsOf(LEAST + added, overrides);
  }

  static List<String> problemsOf(String text, String... overrides) {
    InvalidConfigException error =
        catchThrowableOfType(
            InvalidConfigException.class,
            () -> RunConfigReader.read(FILE, text, List.of(overrides)));
    return error == null ? List.of() : error.problems();
  }
}
