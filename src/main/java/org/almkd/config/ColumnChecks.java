package org.almkd.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Contradictions between the columns of {@code data.csv} or {@code data.parquet}: one column cannot
 * be two things.
 */
final class ColumnChecks {
  private static final List<String> ROLES = List.of("id", "label", "split", "clean-label");

  private final ConfigNode table;

  ColumnChecks(ConfigNode table) {
    this.table = table;
  }

  void check(Purpose purpose) {
    if (purpose != Purpose.PREDICT) {
      table.filledText("label");
    }
    Map<String, String> keyOfColumn = new LinkedHashMap<>();
    for (String role : ROLES) {
      checkColumn(keyOfColumn, table.text(role), role);
    }
    for (String feature : table.texts("features")) {
      checkColumn(keyOfColumn, feature, "features");
    }
  }

  /** Pictures take the place of features. */
  void checkImage() {
    String image = table.text("image");
    if (image.isBlank()) {
      return;
    }
    if (!table.texts("features").isEmpty()) {
      table.problem(
          "%s = %s with %s; expected one of the two, since pictures take the place of features; remove one of them"
              .formatted(table.name("image"), image, table.name("features")),
          "image",
          "features");
    }
    for (String role : ROLES) {
      if (table.text(role).equals(image)) {
        checkColumn(new LinkedHashMap<>(Map.of(image, role)), image, "image");
      }
    }
  }

  private void checkColumn(Map<String, String> keyOfColumn, String column, String key) {
    String other = column.isBlank() ? null : keyOfColumn.putIfAbsent(column, key);
    if (other != null) {
      table.problem(
          "column "
              + column
              + " is named by "
              + table.name(other)
              + " and again by "
              + table.name(key)
              + "; expected each column once; correct one of them",
          key,
          other);
    }
  }
}
