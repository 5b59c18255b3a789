package org.almkd.data;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;

/**
 * Cuts one line into fields by RFC 4180; a quoted field may hold the delimiter, but no line end.
 */
final class CsvFields {
  private final CsvParser parser;

  CsvFields(char delimiter, int maxColumns) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(delimiter);
    // '#' would begin a comment: data has none.
    settings.getFormat().setComment('\0');
    settings.setMaxColumns(maxColumns);
    settings.setMaxCharsPerColumn(-1);
    settings.setNullValue("");
    settings.setEmptyValue("");
    parser = new CsvParser(settings);
  }

  /** A parser for header lines, of which only the length is known. */
  static CsvFields forHeader(char delimiter, String header) {
    return new CsvFields(delimiter, header.length() + 2);
  }

  /** Fields without blanks around them; null if a quote is not closed or there are too many. */
  String[] of(String line) {
    if (line.indexOf('"') >= 0 && line.chars().filter(c -> c == '"').count() % 2 != 0) {
      return null;
    }
    try {
      return parser.parseLine(line);
    } catch (TextParsingException e) {
      return null;
    }
  }
}
