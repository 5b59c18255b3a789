package org.almkd.report;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of CSV by RFC 4180, with LF ends. */
public final class CsvLine {
  private CsvLine() {}

  /** Returns the line of some cells, with its end. */
  public static String of(List<String> cells) {
    return cells.stream().map(CsvLine::quoted).collect(Collectors.joining(",", "", "\n"));
  }

  private static String quoted(String cell) {
    boolean plain =
        cell.isEmpty()
            || (cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                && cell.strip().length() == cell.length());
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
