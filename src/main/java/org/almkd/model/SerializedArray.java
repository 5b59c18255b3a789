package org.almkd.model;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.almkd.data.InvalidDataException;

/**
 * An array as ND4J writes it: a buffer of its shape, then one of its numbers. ND4J makes room for
 * what they claim, and goes where sizes and strides lead it, before it looks.
 */
final class SerializedArray {
  /** Most dimensions of an array, as ND4J has it. */
  private static final int MOST_RANK = 32;

  /** Of how DL4J tells the length of an array: those before this one have 32 bits for it. */
  private static final List<String> SHORT_LENGTHS = List.of("DIRECT", "HEAP", "JAVACPP");

  private static final Map<String, Integer> ELEMENT_BYTES =
      Map.of("FLOAT", 4, "DOUBLE", 8, "HALF", 2, "BFLOAT16", 2, "LONG", 8, "INT", 4);

  private SerializedArray() {}

  /**
   * Reads over an array, and refuses one that is not whole, is not of its shape, or holds what is
   * no number.
   *
   * @param name what messages call the network
   * @param what what they call the array
   * @throws IOException if it is cut off
   * @throws InvalidDataException if it is refused
   */
  static void check(String name, String what, DataInputStream in) throws IOException {
    Buffer about = buffer(name, what, in);
    if (about.length() > 2 * MOST_RANK + 4 || !about.isWhole()) {
      throw CheckedZip.refusal(
          name,
          "an array of its %s has a shape of %d numbers of type %s; expected at most %d whole ones; export it again"
              .formatted(what, about.length(), about.type(), 2 * MOST_RANK + 4));
    }
    long[] shape = new long[(int) about.length()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = about.type().equals("LONG") ? in.readLong() : in.readInt();
    }
    Buffer numbers = buffer(name, what, in);
    if (!describes(shape, numbers.length())) {
      throw CheckedZip.refusal(
          name,
          "an array of its %s has %d numbers, and a shape for others; export it again"
              .formatted(what, numbers.length()));
    }
    for (long i = 0; i < numbers.length(); i++) {
      if (!isFinite(numbers.type(), in)) {
        throw CheckedZip.refusal(
            name,
            "its %s hold NaN or Infinity; expected finite numbers; its training diverged, train it again"
                .formatted(what));
      }
    }
  }

  private static boolean isFinite(String type, DataInputStream in) throws IOException {
    if (type.equals("FLOAT")) {
      return Float.isFinite(in.readFloat());
    }
    if (type.equals("DOUBLE")) {
      return Double.isFinite(in.readDouble());
    }
    in.skipNBytes(ELEMENT_BYTES.get(type));
    return true;
  }

  /**
   * Whether an array of this shape lies within so many numbers, of which it is all: ND4J goes where
   * sizes and strides lead it. They are the rank, the sizes, the strides, and three numbers more.
   */
  private static boolean describes(long[] shape, long length) {
    int rank = shape.length == 0 || shape[0] < 0 || shape[0] > MOST_RANK ? -1 : (int) shape[0];
    if (shape.length != 2 * rank + 4) {
      return false;
    }
    long elements = 1;
    long last = 0;
    for (int i = 1; i <= rank; i++) {
      long size = shape[i];
      long stride = shape[rank + i];
      // Where there is one, no stride is ever taken.
      if (size < 1 || size > length || (size > 1 && (stride < 0 || stride > length))) {
        return false;
      }
      elements = Math.multiplyHigh(elements, size) == 0 ? elements * size : -1;
      last += size > 1 ? (size - 1) * stride : 0;
      if (elements < 1 || elements > length || last < 0 || last >= length) {
        return false;
      }
    }
    return elements == length;
  }

  /**
   * What stands before the numbers of a buffer.
   *
   * @param length how many numbers follow, which are there
   * @param type what they are
   */
  private record Buffer(long length, String type) {
    boolean isWhole() {
      return type.equals("LONG") || type.equals("INT");
    }
  }

  /** The length that a buffer tells is what DL4J makes room for, before it reads a number. */
  private static Buffer buffer(String name, String what, DataInputStream in) throws IOException {
    String allocation = in.readUTF();
    long length = SHORT_LENGTHS.contains(allocation) ? in.readInt() : in.readLong();
    String type = in.readUTF();
    Integer each = ELEMENT_BYTES.get(type);
    long left = in.available();
    if (each == null || length < 0 || length > left / each) {
      throw CheckedZip.refusal(
          name,
          "an array of its %s claims %d numbers of type %s; found %d bytes of them; export it again"
              .formatted(what, length, type, left));
    }
    return new Buffer(length, type);
  }
}
