package org.almkd.storage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A table in memory as named primitive arrays, and the same as the bytes of a Parquet file that
 * Spark SQL reads. Made with {@link #builder}; lists of floats are one row-major array.
 */
public final class ParquetTable {
  /**
   * One column; the array has the Java type of the column type, {@code width} floats or bytes a row
   * for lists and byte strings.
   */
  record Column(String name, ColumnType type, Object values, int width) {
    int rows() {
      return switch (type) {
        case LONG -> ((long[]) values).length;
        case INT -> ((int[]) values).length;
        case FLOAT -> ((float[]) values).length;
        case FLOATS -> ((float[]) values).length / width;
        case BYTES -> ((byte[]) values).length / width;
        case TEXT -> ((String[]) values).length;
      };
    }
  }

  private final Map<String, Column> columns;
  private final int rows;

  private ParquetTable(Map<String, Column> columns, int rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /** Starts a table of so many rows. */
  public static Builder builder(int rows) {
    return new Builder(rows);
  }

  /** Reads a whole Parquet file written by {@link #toBytes}; name is for errors. */
  public static ParquetTable read(String name, byte[] file) {
    return ParquetTableReader.read(name, file);
  }

  /** The content of a Parquet file: one row group, Snappy, the same bytes for the same table. */
  public byte[] toBytes() {
    return ParquetTableWriter.write(this);
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Names of the columns, in order. */
  public Set<String> names() {
    return columns.keySet();
  }

  /** A column of 64-bit whole numbers. */
  public long[] longs(String name) {
    return (long[]) column(name, ColumnType.LONG).values();
  }

  /** A column of 32-bit whole numbers. */
  public int[] ints(String name) {
    return (int[]) column(name, ColumnType.INT).values();
  }

  /** A column of floats, or of lists of floats in row-major order. */
  public float[] floats(String name) {
    Column column = columns.get(name);
    return (float[])
        column(
                name,
                column != null && column.type() == ColumnType.FLOATS
                    ? ColumnType.FLOATS
                    : ColumnType.FLOAT)
            .values();
  }

  /** Floats in each list of a column. */
  public int width(String name) {
    return column(name, ColumnType.FLOATS).width();
  }

  /** A column of byte strings of one length, one after the other. */
  public byte[] bytes(String name) {
    return (byte[]) column(name, ColumnType.BYTES).values();
  }

  /** A column of texts. */
  public String[] texts(String name) {
    return (String[]) column(name, ColumnType.TEXT).values();
  }

  Iterable<Column> columns() {
    return columns.values();
  }

  private Column column(String name, ColumnType type) {
    Column column = columns.get(name);
    if (column == null || column.type() != type) {
      throw new StorageException(
          "Cannot read column "
              + name
              + " as "
              + type
              + ": found "
              + (column == null ? "only the columns " + columns.keySet() : column.type())
              + "; the file was written by another version, delete its artefact so that it is built again");
    }
    return column;
  }

  /** Collects columns; arrays are kept, not copied. */
  public static final class Builder {
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final int rows;

    private Builder(int rows) {
      this.rows = rows;
    }

    /** Adds 64-bit whole numbers. */
    public Builder longs(String name, long[] values) {
      return add(new Column(name, ColumnType.LONG, values, 1));
    }

    /** Adds 32-bit whole numbers. */
    public Builder ints(String name, int[] values) {
      return add(new Column(name, ColumnType.INT, values, 1));
    }

    /** Adds floats. */
    public Builder floats(String name, float[] values) {
      return add(new Column(name, ColumnType.FLOAT, values, 1));
    }

    /** Adds lists of {@code width} floats, row-major. */
    public Builder floatLists(String name, float[] values, int width) {
      if (width < 1 || values.length != (long) rows * width) {
        throw new IllegalArgumentException(
            name + ": found " + values.length + " floats; expected " + rows + " rows of " + width);
      }
      return add(new Column(name, ColumnType.FLOATS, values, width));
    }

    /** Adds byte strings of {@code width} bytes, one after the other. */
    public Builder bytes(String name, byte[] values, int width) {
      if (width < 1 || values.length != (long) rows * width) {
        throw new IllegalArgumentException(
            name + ": found " + values.length + " bytes; expected " + rows + " rows of " + width);
      }
      return add(new Column(name, ColumnType.BYTES, values, width));
    }

    /** Adds texts. */
    public Builder texts(String name, String[] values) {
      return add(new Column(name, ColumnType.TEXT, values, 1));
    }

    /** The table. */
    public ParquetTable build() {
      return new ParquetTable(new LinkedHashMap<>(columns), rows);
    }

    private Builder add(Column column) {
      if (column.rows() != rows || columns.putIfAbsent(column.name(), column) != null) {
        throw new IllegalArgumentException(
            column.name()
                + ": found "
                + column.rows()
                + " rows or the name twice; expected "
                + rows
                + " rows once");
      }
      return this;
    }
  }
}
