package org.almkd.storage;

import java.io.IOException;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Reads what {@link ParquetTableWriter} wrote, column by column into arrays, without assembling
 * records.
 */
final class ParquetTableReader {
  private final String name;
  private final int rows;
  private final ParquetTable.Builder table;

  private ParquetTableReader(String name, int rows) {
    this.name = name;
    this.rows = rows;
    this.table = ParquetTable.builder(rows);
  }

  static ParquetTable read(String name, byte[] file) {
    try (ParquetFileReader reader = ParquetFileReader.open(new MemoryInput(file))) {
      MessageType schema = reader.getFooter().getFileMetaData().getSchema();
      int rows = Math.toIntExact(reader.getRecordCount());
      ParquetTableReader filled = new ParquetTableReader(name, rows);
      filled.read(
          reader.readNextRowGroup(), schema, reader.getFooter().getFileMetaData().getCreatedBy());
      if (reader.readNextRowGroup() != null) {
        throw new StorageException(filled.refusal("more than one row group"));
      }
      return filled.table.build();
    } catch (IOException | RuntimeException e) {
      if (e instanceof StorageException known) {
        throw known;
      }
      throw new StorageException(
          "Cannot read "
              + name
              + " as Parquet: "
              + e.getMessage()
              + "; expected a whole file; delete its artefact so that it is built again",
          e);
    }
  }

  private void read(PageReadStore pages, MessageType schema, String createdBy) {
    for (ColumnDescriptor column : schema.getColumns()) {
      // No page at all in a table without rows.
      if (pages == null) {
        read(column, null, 0);
        continue;
      }
      long values = pages.getPageReader(column).getTotalValueCount();
      read(
          column,
          new ColumnReadStoreImpl(pages, new NoConverter(), schema, createdBy)
              .getColumnReader(column),
          values);
    }
  }

  private void read(ColumnDescriptor column, ColumnReader reader, long values) {
    String field = column.getPath()[0];
    PrimitiveTypeName type = column.getPrimitiveType().getPrimitiveTypeName();
    if (type == PrimitiveTypeName.INT64 && column.getPath().length == 1) {
      table.longs(field, longs(reader));
    } else if (type == PrimitiveTypeName.INT32 && column.getPath().length == 1) {
      table.ints(field, ints(reader));
    } else if (type == PrimitiveTypeName.BINARY && isText(column)) {
      table.texts(field, texts(reader));
    } else if (type == PrimitiveTypeName.BINARY && column.getPath().length == 1) {
      readBytes(field, reader);
    } else if (type == PrimitiveTypeName.FLOAT && column.getMaxRepetitionLevel() == 0) {
      table.floats(field, floats(reader, rows));
    } else if (type == PrimitiveTypeName.FLOAT) {
      readLists(field, reader, values);
    } else {
      throw new StorageException(refusal("column " + field + " of type " + type));
    }
  }

  private void readLists(String field, ColumnReader reader, long values) {
    int width = rows == 0 ? 1 : (int) (values / rows);
    if (width < 1 || values != (long) width * rows) {
      throw new StorageException(refusal("lists of different lengths in column " + field));
    }
    table.floatLists(field, floats(reader, Math.toIntExact(values)), width);
  }

  private static boolean isText(ColumnDescriptor column) {
    return column.getPath().length == 1
        && column.getPrimitiveType().getLogicalTypeAnnotation() != null;
  }

  private void readBytes(String field, ColumnReader reader) {
    byte[] values = new byte[0];
    int width = 1;
    for (int row = 0; row < rows; row++) {
      byte[] read = reader.getBinary().getBytesUnsafe();
      if (row == 0) {
        width = read.length;
        values = new byte[Math.multiplyExact(rows, width)];
      }
      if (read.length != width) {
        throw new StorageException(refusal("byte strings of different lengths in column " + field));
      }
      System.arraycopy(read, 0, values, row * width, width);
      reader.consume();
    }
    table.bytes(field, values, width);
  }

  private long[] longs(ColumnReader reader) {
    long[] values = new long[rows];
    for (int i = 0; i < rows; i++) {
      values[i] = reader.getLong();
      reader.consume();
    }
    return values;
  }

  private int[] ints(ColumnReader reader) {
    int[] values = new int[rows];
    for (int i = 0; i < rows; i++) {
      values[i] = reader.getInteger();
      reader.consume();
    }
    return values;
  }

  private String[] texts(ColumnReader reader) {
    String[] values = new String[rows];
    for (int i = 0; i < rows; i++) {
      values[i] = reader.getBinary().toStringUsingUTF8();
      reader.consume();
    }
    return values;
  }

  private static float[] floats(ColumnReader reader, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = reader.getFloat();
      reader.consume();
    }
    return values;
  }

  private String refusal(String found) {
    return "Cannot read "
        + name
        + ": found "
        + found
        + "; expected a table that almkd wrote; name another file";
  }

  /** The column reader wants a place for records, which are never assembled here. */
  private static final class NoConverter extends GroupConverter {
    @Override
    public Converter getConverter(int field) {
      return this;
    }

    @Override
    public void start() {}

    @Override
    public void end() {}

    @Override
    public boolean isPrimitive() {
      return false;
    }

    @Override
    public PrimitiveConverter asPrimitiveConverter() {
      return new Leaf();
    }
  }

  private static final class Leaf extends PrimitiveConverter {}
}
