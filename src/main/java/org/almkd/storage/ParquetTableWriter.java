package org.almkd.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Turns a {@link ParquetTable} into the bytes of a Parquet file, row by row from its arrays. */
final class ParquetTableWriter {
  private static final long ROW_GROUP_BYTES = 1L << 30;

  private ParquetTableWriter() {}

  static byte[] write(ParquetTable table) {
    MemoryFile file = new MemoryFile();
    try (ParquetWriter<Integer> writer = new Builder(file, table).build()) {
      for (int row = 0; row < table.rows(); row++) {
        writer.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return file.bytes.toByteArray();
  }

  private static MessageType schema(ParquetTable table) {
    List<Type> fields = new ArrayList<>();
    for (ParquetTable.Column column : table.columns()) {
      fields.add(field(column));
    }
    // The name that Spark gives the root; readers do not look at it.
    return new MessageType("spark_schema", fields);
  }

  private static Type field(ParquetTable.Column column) {
    String name = column.name();
    return switch (column.type()) {
      case LONG -> Types.required(PrimitiveTypeName.INT64).named(name);
      case INT -> Types.required(PrimitiveTypeName.INT32).named(name);
      case FLOAT -> Types.required(PrimitiveTypeName.FLOAT).named(name);
      case FLOATS -> Types.requiredList().requiredElement(PrimitiveTypeName.FLOAT).named(name);
      case BYTES -> Types.required(PrimitiveTypeName.BINARY).named(name);
      case TEXT ->
          Types.required(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(name);
    };
  }

  private static final class Builder extends ParquetWriter.Builder<Integer, Builder> {
    private final ParquetTable table;

    Builder(OutputFile file, ParquetTable table) {
      super(file);
      this.table = table;
      withCompressionCodec(CompressionCodecName.SNAPPY);
      withRowGroupSize(ROW_GROUP_BYTES);
      withPageRowCountLimit(Integer.MAX_VALUE);
      withDictionaryEncoding(false);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Integer> getWriteSupport(Configuration configuration) {
      return new RowWriter(table);
    }
  }

  /** Writes row number so-and-so of the table. */
  private static final class RowWriter extends WriteSupport<Integer> {
    private final ParquetTable table;
    private RecordConsumer out;

    RowWriter(ParquetTable table) {
      this.table = table;
    }

    @Override
    public WriteContext init(Configuration configuration) {
      return new WriteContext(schema(table), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      out = consumer;
    }

    @Override
    public void write(Integer row) {
      out.startMessage();
      int index = 0;
      for (ParquetTable.Column column : table.columns()) {
        out.startField(column.name(), index);
        write(column, row);
        out.endField(column.name(), index);
        index++;
      }
      out.endMessage();
    }

    private void write(ParquetTable.Column column, int row) {
      switch (column.type()) {
        case LONG -> out.addLong(((long[]) column.values())[row]);
        case INT -> out.addInteger(((int[]) column.values())[row]);
        case FLOAT -> out.addFloat(((float[]) column.values())[row]);
        case FLOATS -> writeList((float[]) column.values(), row * column.width(), column.width());
        case BYTES ->
            out.addBinary(
                Binary.fromConstantByteArray(
                    (byte[]) column.values(), row * column.width(), column.width()));
        case TEXT -> out.addBinary(Binary.fromString(((String[]) column.values())[row]));
      }
    }

    private void writeList(float[] values, int from, int width) {
      out.startGroup();
      out.startField("list", 0);
      for (int i = from; i < from + width; i++) {
        out.startGroup();
        out.startField("element", 0);
        out.addFloat(values[i]);
        out.endField("element", 0);
        out.endGroup();
      }
      out.endField("list", 0);
      out.endGroup();
    }
  }

  /** A file that is a byte array. */
  private static final class MemoryFile implements OutputFile {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);

    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new PositionOutputStream() {
        @Override
        public long getPos() {
          return bytes.size();
        }

        @Override
        public void write(int value) {
          bytes.write(value);
        }

        @Override
        public void write(byte[] values, int from, int count) {
          bytes.write(values, from, count);
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
