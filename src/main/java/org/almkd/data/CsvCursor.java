package org.almkd.data;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.ZipException;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;

/** Reads the rows of a {@link CsvPart}. */
final class CsvCursor implements RowCursor {
  private final CsvPart part;
  private final Storage storage;
  private final CsvFields fields;
  private final ColumnRoles roles;
  private LineReader lines;
  private String[] current = new String[0];
  private long line;
  private long record;

  CsvCursor(CsvPart part, Storage storage) {
    this.part = part;
    this.storage = storage;
    roles = part.layout().roles();
    // Two more than expected, so that a line that is too long is seen as such.
    fields = new CsvFields(part.layout().delimiter(), roles.columns().size() + 2);
    line = part.linesBefore();
    record = part.recordsBefore();
  }

  /** Lines and records of the part, whatever they hold. */
  record Counts(long lines, long records, Problems problems) implements java.io.Serializable {}

  Counts count() {
    Problems problems = new Problems();
    while (nextRecord(problems) != null) {
      record++;
    }
    return new Counts(line - part.linesBefore(), record - part.recordsBefore(), problems);
  }

  @Override
  public boolean next(SourceRow row, Problems problems) {
    String text = nextRecord(problems);
    while (text != null) {
      record++;
      String problem = read(text, row);
      if (problem.isEmpty()) {
        return true;
      }
      problems.add(location() + ": " + problem);
      text = nextRecord(problems);
    }
    return false;
  }

  /** The next line that is neither the header nor blank; null at the end. */
  private String nextRecord(Problems problems) {
    try {
      if (lines == null) {
        lines = LineReader.open(storage, part.path(), part.compressed(), part.start(), part.end());
      }
      String text = lines.next();
      while (text != null) {
        line++;
        if (!text.isBlank() && !(line == 1 && part.start() == 0)) {
          return text;
        }
        text = lines.next();
      }
      return null;
    } catch (EOFException | ZipException e) {
      problems.add(
          location()
              + ": found the end of the gzip stream or damage in it ("
              + e.getMessage()
              + "); expected a whole file; copy it again");
      return null;
    } catch (IOException e) {
      throw new StorageException(
          "Cannot read " + location() + ": " + e.getMessage() + "; start again once it can be read",
          e);
    }
  }

  /** Fills the row; what is wrong with it, or "". */
  private String read(String text, SourceRow row) {
    String[] found = fields.of(text);
    if (found == null || found.length != roles.columns().size()) {
      return raggedness(text, found);
    }
    current = found;
    row.split = part.layout().labelled() ? SourceRow.NO_SPLIT : Split.TEST.code();
    String problem = readNames(found, row);
    return problem.isEmpty() ? readFeatures(found, row) : problem;
  }

  private String raggedness(String text, String[] found) {
    if (found == null && text.chars().filter(c -> c == '"').count() % 2 != 0) {
      return "found a quote that is not closed on its line; expected fields without line ends";
    }
    return "found "
        + (found == null ? "more than " + (roles.columns().size() + 1) : found.length)
        + " fields; expected "
        + roles.columns().size()
        + " as in the header";
  }

  private String readNames(String[] found, SourceRow row) {
    if (roles.id() < 0) {
      row.id = record - 1;
    } else if (found[roles.id()].isEmpty()) {
      return empty(roles.id());
    } else {
      RowId.read(found[roles.id()], row);
    }
    if (roles.split() >= 0) {
      row.split = SplitNames.code(found[roles.split()]);
      if (row.split < 0) {
        return column(roles.split())
            + "found '"
            + found[roles.split()]
            + "'; expected "
            + SplitNames.EXPECTED;
      }
    }
    String problem = "";
    if (roles.label() >= 0) {
      row.label = part.layout().classes().classOf(found[roles.label()]);
      problem = row.label < 0 ? labelProblem(found, roles.label()) : "";
    }
    if (problem.isEmpty() && roles.cleanLabel() >= 0) {
      row.cleanLabel = part.layout().classes().classOf(found[roles.cleanLabel()]);
      problem = row.cleanLabel < 0 ? labelProblem(found, roles.cleanLabel()) : "";
    }
    return problem;
  }

  private String labelProblem(String[] found, int column) {
    return found[column].isEmpty()
        ? empty(column)
        : column(column) + part.layout().classes().refusal(found[column]);
  }

  private String readFeatures(String[] found, SourceRow row) {
    for (int j = 0; j < roles.features().length; j++) {
      int column = roles.features()[j];
      row.numbers[j] = FeatureNumber.parse(found[column]);
      if (Float.isNaN(row.numbers[j])) {
        return found[column].isEmpty()
            ? empty(column)
            : column(column) + "found '" + found[column] + "'; " + FeatureNumber.EXPECTED;
      }
    }
    return "";
  }

  private String empty(int column) {
    return column(column) + "found nothing; expected a value";
  }

  private String column(int column) {
    return "column " + roles.columns().get(column) + ": ";
  }

  @Override
  public String[] columns() {
    return current;
  }

  @Override
  public String location() {
    return part.path() + ": line " + line;
  }

  @Override
  public void close() {
    if (lines == null) {
      return;
    }
    try {
      lines.close();
    } catch (IOException e) {
      throw new StorageException(
          "Cannot close " + part.path() + ": " + e.getMessage() + "; start again", e);
    }
  }
}
