package org.almkd.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.almkd.storage.Storage;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Char;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sources;
import us.hebi.matlab.mat.types.Struct;

/** The variables of a MAT file of MATLAB 5 to 7.2, with or without compression. */
final class MatVariables {
  private static final String COPY_AGAIN = "; copy the file again";

  private final String path;
  private final MatFile file;

  private MatVariables(String path, MatFile file) {
    this.path = path;
    this.file = file;
  }

  /** Reads a file. */
  static MatVariables read(Storage storage, String path) {
    byte[] bytes = storage.read(path);
    if (new String(bytes, 0, Math.min(bytes.length, 10), ISO_8859_1).equals("MATLAB 7.3")) {
      throw refusal(
          path,
          "found a MAT file of MATLAB 7.3; expected one of MATLAB 5 to 7.2; save it again with -v7");
    }
    String problem = MatSizes.problem(bytes);
    if (!problem.isEmpty()) {
      throw refusal(
          path,
          "found %s; expected sizes that fit the %d bytes of the file%s"
              .formatted(problem, bytes.length, COPY_AGAIN));
    }
    try {
      return new MatVariables(
          path, Mat5.newReader(Sources.wrap(bytes)).disableSubsystemProcessing().readMat());
    } catch (IOException | RuntimeException e) {
      // The library answers damage with whatever its buffers throw.
      InvalidDataException refusal =
          refusal(
              path,
              "found %d bytes that are no MAT file (%s); expected one of MATLAB 5 to 7.2%s"
                  .formatted(bytes.length, e.getMessage(), COPY_AGAIN));
      refusal.initCause(e);
      throw refusal;
    }
  }

  /** Where a variable stands, for messages. */
  String place(String variable, int index) {
    return "%s: %s(%d)".formatted(path, variable, index + 1);
  }

  /** A variable that is a cell array of texts. */
  List<String> texts(String variable) {
    Cell cells = variable(variable, Cell.class, "a cell array of texts");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < cells.getNumElements(); i++) {
      texts.add(text(place(variable, i), cells.get(i)));
    }
    return texts;
  }

  /** A variable that is an array of whole numbers. */
  int[] numbers(String variable) {
    Matrix matrix = variable(variable, Matrix.class, "an array of numbers");
    int[] numbers = new int[matrix.getNumElements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = whole(place(variable, i), matrix.getDouble(i));
    }
    return numbers;
  }

  /** A variable that is an array of structures with at least these fields. */
  Structures structures(String variable, List<String> fields) {
    Struct struct = variable(variable, Struct.class, "an array of structures");
    for (String field : fields) {
      if (!struct.getFieldNames().contains(field)) {
        throw refusal(
            path,
            "found %s with the fields %s; expected also the field %s%s"
                .formatted(variable, struct.getFieldNames(), field, COPY_AGAIN));
      }
    }
    return new Structures(variable, struct);
  }

  /** An array of structures. */
  final class Structures {
    private final String variable;
    private final Struct struct;

    private Structures(String variable, Struct struct) {
      this.variable = variable;
      this.struct = struct;
    }

    int size() {
      return struct.getNumElements();
    }

    /** Where a structure stands, for messages. */
    String place(int index) {
      return MatVariables.this.place(variable, index);
    }

    /** A field that is a text. */
    String text(int index, String field) {
      return MatVariables.text(place(index) + "." + field, struct.get(field, index));
    }

    /** A field that is one whole number. */
    int number(int index, String field) {
      String place = place(index) + "." + field;
      Array value = struct.get(field, index);
      if (!(value instanceof Matrix matrix) || matrix.getNumElements() != 1) {
        throw refusal(place, "found %s; expected one number%s".formatted(kind(value), COPY_AGAIN));
      }
      return whole(place, matrix.getDouble(0));
    }
  }

  private <T extends Array> T variable(String name, Class<T> type, String expected) {
    List<String> names =
        StreamSupport.stream(file.getEntries().spliterator(), false)
            .map(MatFile.Entry::getName)
            .toList();
    if (!names.contains(name)) {
      throw refusal(
          path,
          "found the variables %s; expected also %s, %s; check which file is which"
              .formatted(names, name, expected));
    }
    Array found = file.getArray(name);
    if (!type.isInstance(found)) {
      throw refusal(
          path, "found %s, %s; expected %s%s".formatted(name, kind(found), expected, COPY_AGAIN));
    }
    return type.cast(found);
  }

  private static String text(String place, Array value) {
    if (!(value instanceof Char text) || text.getNumRows() != 1) {
      throw refusal(place, "found %s; expected a text%s".formatted(kind(value), COPY_AGAIN));
    }
    return text.getRow(0);
  }

  private static int whole(String place, double value) {
    if (value != (int) value) {
      throw refusal(place, "found %s; expected a whole number%s".formatted(value, COPY_AGAIN));
    }
    return (int) value;
  }

  private static String kind(Array value) {
    return "a %s array of %d x %d"
        .formatted(value.getType(), value.getNumRows(), value.getNumCols());
  }

  private static InvalidDataException refusal(String place, String problem) {
    return new InvalidDataException("Cannot read " + place, problem);
  }
}
