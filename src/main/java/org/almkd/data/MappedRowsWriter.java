package org.almkd.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.almkd.storage.StorageException;

/**
 * Writes rows of equally many bytes into files, in any order, and maps them. Rows are written
 * through the file system and not into mappings: a full disk is an exception here, and there the
 * end of the JVM. Not thread-safe.
 */
public final class MappedRowsWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 18;

  private final SegmentFolders folders;
  private final int rows;
  private final int rowBytes;
  private final int segmentRows;
  private final Path[] paths;
  private final FileChannel[] channels;
  private final ByteBuffer buffer;

  private MappedRowsWriter(SegmentFolders folders, int rows, int rowBytes) {
    this.folders = folders;
    this.rows = rows;
    this.rowBytes = rowBytes;
    long fitting = Math.max(1, folders.segmentBytes() / rowBytes);
    this.segmentRows = (int) Math.min(Math.max(1, rows), fitting);
    int segments = (rows + segmentRows - 1) / segmentRows;
    this.paths = new Path[segments];
    this.channels = new FileChannel[segments];
    this.buffer =
        ByteBuffer.allocateDirect(Math.max(rowBytes, BUFFER_BYTES / rowBytes * rowBytes))
            .order(ByteOrder.nativeOrder());
  }

  /** Prepares for rows of numbers. */
  public static MappedRowsWriter ofFloats(SegmentFolders folders, int rows, int width) {
    return new MappedRowsWriter(folders, rows, Math.multiplyExact(width, Float.BYTES));
  }

  /** Prepares for rows of bytes. */
  static MappedRowsWriter ofBytes(SegmentFolders folders, int rows, int width) {
    return new MappedRowsWriter(folders, rows, width);
  }

  /** Writes whole neighbouring rows, row-major. */
  public void write(int first, float[] values) {
    int width = rowBytes / Float.BYTES;
    int most = buffer.capacity() / rowBytes;
    for (int row = 0; row < values.length / width; ) {
      int run = run(first + row, Math.min(most, values.length / width - row));
      buffer.clear();
      buffer.asFloatBuffer().put(values, row * width, run * width);
      put(first + row, buffer.limit(run * rowBytes));
      row += run;
    }
  }

  /** Writes whole neighbouring rows, one after the other. */
  void write(int first, byte[] values) {
    int most = buffer.capacity() / rowBytes;
    for (int row = 0; row < values.length / rowBytes; ) {
      int run = run(first + row, Math.min(most, values.length / rowBytes - row));
      buffer.clear();
      buffer.put(values, row * rowBytes, run * rowBytes).flip();
      put(first + row, buffer);
      row += run;
    }
  }

  /** Of so many rows from one on, those that lie in its segment. */
  private int run(int row, int most) {
    return Math.min(most, segmentRows - row % segmentRows);
  }

  private void put(int row, ByteBuffer bytes) {
    int segment = row / segmentRows;
    long position = (long) (row % segmentRows) * rowBytes;
    try {
      FileChannel channel = channel(segment);
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
    } catch (IOException e) {
      throw failed(paths[segment], e);
    }
  }

  private FileChannel channel(int segment) throws IOException {
    if (channels[segment] == null) {
      paths[segment] = folders.place(segment, bytes(segment));
      channels[segment] =
          FileChannel.open(
              paths[segment],
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      // At once: whatever becomes of the process, its space is free when it has ended.
      Files.delete(paths[segment]);
    }
    return channels[segment];
  }

  private long bytes(int segment) {
    return (long) Math.min(segmentRows, rows - segment * segmentRows) * rowBytes;
  }

  /** Maps what was written, all rows of which must have been, as numbers. */
  public FloatRows floats() {
    return new MappedFloats(map(), rowBytes / Float.BYTES);
  }

  /** Maps what was written, all rows of which must have been. */
  MappedRows map() {
    ByteBuffer[] segments = new ByteBuffer[channels.length];
    for (int s = 0; s < segments.length; s++) {
      try {
        segments[s] = channel(s).map(MapMode.READ_ONLY, 0, bytes(s));
      } catch (IOException e) {
        throw failed(paths[s], e);
      }
    }
    return new MappedRows(segments, segmentRows, rowBytes, rows);
  }

  private static StorageException failed(Path path, IOException e) {
    return new StorageException(
        "Cannot keep a shard on the local disk in "
            + path.getParent()
            + ": "
            + e
            + "; expected a folder that can be written to, with enough space; name folders with more space in spark.local.dir, or set cluster.shards = heap and give executors more memory",
        e);
  }

  /** Closes the files; what is mapped stays mapped. */
  @Override
  public void close() {
    StorageException failure = null;
    for (int s = 0; s < channels.length; s++) {
      if (channels[s] != null) {
        try {
          channels[s].close();
        } catch (IOException e) {
          failure = failed(paths[s], e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
