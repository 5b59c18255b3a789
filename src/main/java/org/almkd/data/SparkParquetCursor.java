package org.almkd.data;

import java.util.Iterator;
import java.util.List;
import org.almkd.storage.StorageException;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.Row;

/** Reads rows that Spark SQL took from Parquet files. */
final class SparkParquetCursor implements RowCursor {
  private final SparkParquetSource.Layout layout;
  private final ColumnRoles roles;
  private final Iterator<Row> rows;
  private Row current;

  SparkParquetCursor(SparkParquetSource.Layout layout, Iterator<Row> rows) {
    this.layout = layout;
    this.roles = layout.roles();
    this.rows = rows;
  }

  @Override
  public boolean next(SourceRow row, Problems problems) {
    while (advance(problems)) {
      String problem = read(row);
      if (!problem.isEmpty()) {
        problems.add(location() + ": " + problem);
      } else if (layout.decoder() == null || decode(row, problems)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the row's picture could be decoded. */
  private boolean decode(SourceRow row, Problems problems) {
    int column = roles.features()[0];
    String where = location() + ", column " + roles.columns().get(column);
    try {
      if (current.isNullAt(column)) {
        throw new InvalidDataException(
            "Cannot decode " + where,
            "found null; expected the bytes of a JPEG or PNG file; embed the files, or remove the row");
      }
      byte[] file = current.getAs(column);
      byte[] pixels = layout.decoder().decode(where, file, Box.WHOLE).pixels();
      System.arraycopy(pixels, 0, row.pixels, 0, pixels.length);
      return true;
    } catch (InvalidDataException e) {
      if (layout.skipsBad()) {
        problems.skip(e.getMessage());
      } else {
        problems.add(e.getMessage());
      }
      return false;
    }
  }

  /** Whether there is one more row; a damaged file has none, however often it is read. */
  private boolean advance(Problems problems) {
    try {
      if (!rows.hasNext()) {
        return false;
      }
      current = rows.next();
      return true;
    } catch (Exception e) {
      String where = current == null ? "the first row" : "the row after " + location();
      problems.add(where + ": " + damage(where, e));
      return false;
    }
  }

  /**
   * What is wrong with the bytes, from what Spark's reader threw (checked exceptions, too, which it
   * does not declare).
   *
   * @throws StorageException if another try may help
   */
  static String damage(String where, Exception failure) {
    if (failure instanceof TaskKilledException killed) {
      throw killed;
    }
    if (ParquetFiles.isUnreachable(failure)) {
      throw ParquetFiles.unreachable(where, failure);
    }
    return ParquetFiles.damage(failure);
  }

  @Override
  public String[] columns() {
    List<String> texts = current.getList(roles.columns().size() + 2);
    return texts.toArray(String[]::new);
  }

  @Override
  public String location() {
    if (current == null) {
      return "before the first row";
    }
    String id = roles.id() < 0 ? "" : ", id " + current.get(roles.id());
    return file() + ": row " + place() + id;
  }

  private String file() {
    return current.getString(roles.columns().size());
  }

  private long place() {
    return current.getLong(roles.columns().size() + 1);
  }

  private String read(SourceRow row) {
    row.split = layout.labelled() ? SourceRow.NO_SPLIT : Split.TEST.code();
    if (roles.id() < 0) {
      row.id = layout.before().get(file()) + place();
    } else if (current.isNullAt(roles.id())) {
      return empty(roles.id());
    } else {
      readId(current.get(roles.id()), row);
    }
    String problem = readSplit(row);
    if (problem.isEmpty() && roles.label() >= 0) {
      row.label = label(roles.label());
      problem = row.label < 0 ? labelProblem(roles.label()) : "";
    }
    if (problem.isEmpty() && roles.cleanLabel() >= 0) {
      row.cleanLabel = label(roles.cleanLabel());
      problem = row.cleanLabel < 0 ? labelProblem(roles.cleanLabel()) : "";
    }
    return problem.isEmpty() && layout.decoder() == null ? readFeatures(row) : problem;
  }

  private static void readId(Object id, SourceRow row) {
    boolean whole =
        id instanceof Long || id instanceof Integer || id instanceof Short || id instanceof Byte;
    if (whole) {
      row.id = ((Number) id).longValue();
      row.key = id.toString();
      row.textId = false;
    } else {
      RowId.read(id.toString(), row);
    }
  }

  private String readSplit(SourceRow row) {
    if (roles.split() < 0) {
      return "";
    }
    Object found = current.get(roles.split());
    row.split = found == null ? -1 : SplitNames.code(found.toString());
    return row.split < 0
        ? column(roles.split()) + "found '" + found + "'; expected " + SplitNames.EXPECTED
        : "";
  }

  private int label(int column) {
    return current.isNullAt(column) ? -1 : layout.classes().classOf(current.get(column).toString());
  }

  private String labelProblem(int column) {
    return current.isNullAt(column)
        ? empty(column)
        : column(column) + layout.classes().refusal(current.get(column).toString());
  }

  private String readFeatures(SourceRow row) {
    if (layout.array()) {
      return readArray(row);
    }
    for (int j = 0; j < roles.features().length; j++) {
      int column = roles.features()[j];
      if (!accept(current.get(column), row, j)) {
        return current.isNullAt(column)
            ? empty(column)
            : column(column) + "found " + current.get(column) + "; " + FeatureNumber.EXPECTED;
      }
    }
    return "";
  }

  private String readArray(SourceRow row) {
    int column = roles.features()[0];
    if (current.isNullAt(column)) {
      return empty(column);
    }
    List<Object> values = current.getList(column);
    if (values.size() != row.numbers.length) {
      return column(column)
          + "found "
          + values.size()
          + " numbers; expected "
          + row.numbers.length
          + " as in the first row";
    }
    int j = 0;
    for (Object value : values) {
      if (!accept(value, row, j)) {
        return column(column) + "element " + j + ": found " + value + "; " + FeatureNumber.EXPECTED;
      }
      j++;
    }
    return "";
  }

  private static boolean accept(Object value, SourceRow row, int feature) {
    if (!(value instanceof Number number)) {
      return false;
    }
    row.numbers[feature] = number.floatValue();
    return Float.isFinite(row.numbers[feature]);
  }

  private String empty(int column) {
    return column(column) + "found null; expected a value";
  }

  private String column(int column) {
    return "column " + roles.columns().get(column) + ": ";
  }

  @Override
  public void close() {}
}
