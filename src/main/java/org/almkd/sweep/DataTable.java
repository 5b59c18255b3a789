package org.almkd.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almkd.report.CsvLine;

/** A table for programs: the same as CSV and as JSON. Numbers have all their digits. */
final class DataTable {
  private final List<String> keys;
  private final List<List<Object>> rows = new ArrayList<>();

  DataTable(List<String> keys) {
    this.keys = List.copyOf(keys);
  }

  /** Adds a row of texts, whole numbers and doubles; NaN is what is unknown. */
  DataTable row(List<?> cells) {
    if (cells.size() != keys.size()) {
      throw new IllegalArgumentException(
          "found %d cells; expected %d: %s".formatted(cells.size(), keys.size(), keys));
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /** Returns a file; cells of what is unknown are empty. */
  byte[] toCsv() {
    StringBuilder lines = new StringBuilder(CsvLine.of(keys));
    for (List<Object> row : rows) {
      lines.append(CsvLine.of(row.stream().map(c -> isUnknown(c) ? "" : c.toString()).toList()));
    }
    return lines.toString().getBytes(UTF_8);
  }

  /** Returns a map for each row; what is unknown is null. */
  List<Map<String, Object>> toJson() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (List<Object> row : rows) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (int c = 0; c < row.size(); c++) {
        map.put(keys.get(c), isUnknown(row.get(c)) ? null : row.get(c));
      }
      list.add(map);
    }
    return list;
  }

  private static boolean isUnknown(Object cell) {
    return cell instanceof Double number && !Double.isFinite(number);
  }
}
