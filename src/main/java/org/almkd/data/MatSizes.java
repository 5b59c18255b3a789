package org.almkd.data;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Looks at the sizes that a MAT file of version 5 tells before a reader makes room for them: arrays
 * have no more elements than their data has bytes, and what is compressed unpacks to a bounded
 * size.
 */
final class MatSizes {
  private static final int HEADER = 128;
  private static final int ENDIAN_MARK = 126;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int CELLS = 1;
  private static final int STRUCTURES = 2;
  private static final int SPARSE = 5;
  private static final int OPAQUE = 17;

  /** An array of arrays has at least a tag of so many bytes for each. */
  private static final int TAG = 8;

  /** Lists of files and boxes are far below this. */
  private static final int MOST_UNPACKED = 256 << 20;

  private static final int MOST_DEPTH = 32;

  private int unpacked;

  private MatSizes() {}

  /**
   * Returns what is wrong with the sizes of a file; empty where nothing is. What is no MAT file is
   * left to the reader.
   */
  static String problem(byte[] file) {
    if (file.length < HEADER) {
      return "";
    }
    ByteBuffer bytes = ByteBuffer.wrap(file);
    bytes.order(
        file[ENDIAN_MARK] == 'I' && file[ENDIAN_MARK + 1] == 'M'
            ? ByteOrder.LITTLE_ENDIAN
            : ByteOrder.BIG_ENDIAN);
    bytes.position(HEADER);
    try {
      new MatSizes().walk(bytes, 0);
      return "";
    } catch (SizeException e) {
      return e.getMessage();
    } catch (BufferUnderflowException | DataFormatException e) {
      // Cut off or damaged, which the reader says better.
      return "";
    }
  }

  private void walk(ByteBuffer bytes, int depth) throws DataFormatException, SizeException {
    if (depth > MOST_DEPTH) {
      throw new SizeException("arrays nested more than " + MOST_DEPTH + " deep");
    }
    while (bytes.remaining() >= TAG) {
      Element element = Element.next(bytes);
      if (element.type == COMPRESSED) {
        walk(inflated(element.data), depth + 1);
      } else if (element.type == MATRIX) {
        check(element.data.duplicate().order(bytes.order()));
        walk(element.data, depth + 1);
      }
    }
  }

  private static void check(ByteBuffer array) throws SizeException {
    int bytes = array.remaining();
    if (bytes == 0) {
      return;
    }
    ByteBuffer flags = Element.next(array).data;
    int kind = flags.getInt() & 0xff;
    if (kind == OPAQUE) {
      return;
    }
    if (kind == SPARSE) {
      throw new SizeException("a sparse array");
    }
    long each = kind == CELLS || kind == STRUCTURES ? TAG : 1;
    ByteBuffer dimensions = Element.next(array).data;
    long elements = 1;
    StringBuilder shape = new StringBuilder();
    while (dimensions.remaining() >= Integer.BYTES) {
      int dimension = dimensions.getInt();
      shape.append(shape.isEmpty() ? "" : " x ").append(dimension);
      elements = dimension < 0 ? Long.MAX_VALUE : saturated(elements, dimension);
    }
    if (elements > bytes / each) {
      throw new SizeException("an array of %s in %d bytes".formatted(shape, bytes));
    }
  }

  private static long saturated(long a, long b) {
    return b != 0 && a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
  }

  private ByteBuffer inflated(ByteBuffer data) throws DataFormatException, SizeException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(data);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 16];
      int read = inflater.inflate(buffer);
      while (read > 0) {
        unpacked += read;
        if (unpacked > MOST_UNPACKED) {
          throw new SizeException("arrays that unpack to more than " + MOST_UNPACKED + " bytes");
        }
        bytes.write(buffer, 0, read);
        read = inflater.inflate(buffer);
      }
      return ByteBuffer.wrap(bytes.toByteArray()).order(data.order());
    } finally {
      inflater.end();
    }
  }

  /** A tagged piece of data. */
  private record Element(int type, ByteBuffer data) {
    static Element next(ByteBuffer bytes) {
      int first = bytes.getInt();
      boolean small = first >>> 16 != 0;
      int type = small ? first & 0xffff : first;
      int length = small ? first >>> 16 : bytes.getInt();
      if (length < 0 || length > bytes.remaining()) {
        throw new BufferUnderflowException();
      }
      ByteBuffer data = bytes.slice(bytes.position(), length).order(bytes.order());
      int padded =
          small ? Integer.BYTES : type == COMPRESSED ? length : -Math.floorDiv(-length, TAG) * TAG;
      bytes.position(bytes.position() + Math.min(padded, bytes.remaining()));
      return new Element(type, data);
    }
  }

  /** Says which size cannot be. */
  private static final class SizeException extends Exception {
    private static final long serialVersionUID = 1L;

    SizeException(String message) {
      super(message);
    }
  }
}
