package org.almkd.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.almkd.report.HtmlTable;
import org.almkd.report.Numbers;

/** A table for people: the same for a page, as Markdown and as LaTeX. */
final class TextTable {
  private static final double PERCENT = 100;
  private static final double SMALLEST_P = 0.001;

  private final String caption;
  private final List<String> titles = new ArrayList<>();
  private final List<Boolean> areNumbers = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();

  /** Cells, and the columns of those that stand out. */
  private record Row(List<String> cells, Set<Integer> strong) {
    List<String> shown(UnaryOperator<String> escape, String emphasis) {
      List<String> shown = new ArrayList<>();
      for (int c = 0; c < cells.size(); c++) {
        String text = escape.apply(cells.get(c));
        shown.add(strong.contains(c) ? emphasis.formatted(text) : text);
      }
      return shown;
    }
  }

  TextTable(String caption) {
    this.caption = caption;
  }

  /** Returns percentage points with their sign, or "-" where they are unknown. */
  static String signed(double share) {
    String points = Numbers.fixed(PERCENT * share, 2);
    return share > 0 && Double.isFinite(share) ? "+" + points : points;
  }

  /** Returns a share in percent, without the sign of it. */
  static String percent(double share) {
    return Numbers.fixed(PERCENT * share, 2);
  }

  /** Returns two numbers as one with its error, or only the first where that is all. */
  static String withError(String value, String error) {
    return error.equals("-") ? value : value + " \u00b1 " + error;
  }

  /** Returns a number of things, such as "1 block" or "2 blocks". */
  static String count(int number, String thing) {
    return number == 1 ? "1 " + thing : number + " " + thing + "s";
  }

  /** Returns a p-value. */
  static String p(double value) {
    return value < SMALLEST_P ? "< 0.001" : Numbers.three(value);
  }

  /** Adds a column of texts. */
  TextTable text(String title) {
    return column(title, false);
  }

  /** Adds a column of numbers. */
  TextTable number(String title) {
    return column(title, true);
  }

  TextTable row(List<String> cells) {
    return row(cells, Set.of());
  }

  /** Adds a row; cells of some columns, counted from 0, stand out. */
  TextTable row(List<String> cells, Set<Integer> strong) {
    rows.add(new Row(List.copyOf(cells), Set.copyOf(strong)));
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  HtmlTable toHtml() {
    HtmlTable table = new HtmlTable(caption);
    for (int c = 0; c < titles.size(); c++) {
      if (areNumbers.get(c)) {
        table.number(titles.get(c));
      } else {
        table.text(titles.get(c));
      }
    }
    rows.forEach(row -> table.row(row.cells(), row.strong()));
    return table;
  }

  String toMarkdown() {
    StringBuilder text = new StringBuilder("**" + markdown(caption) + "**\n\n");
    text.append(markdownRow(titles.stream().map(TextTable::markdown).toList()));
    text.append(markdownRow(areNumbers.stream().map(n -> n ? "---:" : "---").toList()));
    rows.forEach(r -> text.append(markdownRow(r.shown(TextTable::markdown, "**%s**"))));
    return text.toString();
  }

  String toLatex() {
    String columns = areNumbers.stream().map(n -> n ? "r" : "l").collect(Collectors.joining());
    StringBuilder text =
        new StringBuilder(
            """
            \\begin{table}
            \\caption{%s}
            \\centering
            \\begin{tabular}{%s}
            \\hline
            """
                .formatted(latex(caption), columns));
    text.append(latexRow(titles.stream().map(TextTable::latex).toList())).append("\\hline\n");
    rows.forEach(r -> text.append(latexRow(r.shown(TextTable::latex, "\\textbf{%s}"))));
    return text.append("\\hline\n\\end{tabular}\n\\end{table}\n").toString();
  }

  private TextTable column(String title, boolean isNumber) {
    titles.add(title);
    areNumbers.add(isNumber);
    return this;
  }

  private static String markdownRow(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** Names come from the user: none may end a cell, a row, or begin an element. */
  static String markdown(String text) {
    return text.replaceAll("([\\\\`*_\\[\\]|<>#])", "\\\\$1").replaceAll("\\R", " ");
  }

  private static String latexRow(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" & ", "", " \\\\\n"));
  }

  /** Returns a text in which no character means anything to LaTeX. */
  static String latex(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isMinus =
          c == '-'
              && i + 1 < text.length()
              && Character.isDigit(text.charAt(i + 1))
              && (i == 0 || text.charAt(i - 1) == ' ');
      escaped.append(isMinus ? "$-$" : latex(c));
    }
    return escaped.toString();
  }

  private static String latex(char c) {
    return switch (c) {
      case '&', '%', '$', '#', '_', '{', '}' -> "\\" + c;
      case '\\' -> "\\textbackslash{}";
      case '~' -> "\\textasciitilde{}";
      case '^' -> "\\textasciicircum{}";
      case '<', '>' -> "$" + c + "$";
      case '\u00b1' -> "$\\pm$";
      case '\n', '\r' -> " ";
      default -> String.valueOf(c);
    };
  }
}
