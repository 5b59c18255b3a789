package org.almkd.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.almkd.storage.ParquetTable;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Sinks;

/** Data files whose sizes are lies: refused before anybody makes room for them. */
class HostileFilesTest {
  private static final int HEADER = 128;
  private static final int UINT32 = 6;
  private static final int INT32 = 5;
  private static final int INT8 = 1;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int DOUBLES = 6;
  private static final int CELLS = 1;
  private static final int SPARSE = 5;

  @TempDir private Path folder;
  private final Storage storage = new Storage(new Configuration(false));

  @Test
  void aLineWithoutAnEndIsRefused() throws IOException {
    Path file = folder.resolve("bomb.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("id,label,a\n".getBytes(UTF_8));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 65; i++) {
        out.write(zeros);
      }
    }
    assertThat(Files.size(file)).isLessThan(100_000);
    try (LineReader lines = LineReader.open(storage, file.toString(), true, 0, Long.MAX_VALUE)) {
      assertThat(lines.next()).isEqualTo("id,label,a");
      assertThatThrownBy(lines::next)
          .isInstanceOf(InvalidDataException.class)
          .hasMessage(
              "Cannot read "
                  + file
                  + ": found a line of more than 67108864 bytes; expected a row on each line; check that it is a csv file");
    }
  }

  static Stream<Arguments> mats() throws IOException {
    return Stream.of(
        Arguments.of(
            "more numbers than memory",
            mat(matrix(DOUBLES, 2_000_000_000, 2, new byte[8])),
            "found an array of 2000000000 x 2 in "),
        Arguments.of(
            "numbers whose count overflows",
            mat(matrix(DOUBLES, 65536, 65536, new byte[8])),
            "found an array of 65536 x 65536 in "),
        Arguments.of(
            "negative size",
            mat(matrix(DOUBLES, -1, 1, new byte[8])),
            "found an array of -1 x 1 in "),
        Arguments.of(
            "more texts than memory",
            mat(matrix(CELLS, 500_000_000, 1, new byte[8])),
            "found an array of 500000000 x 1 in "),
        Arguments.of(
            "cell in a cell",
            mat(matrix(CELLS, 1, 1, matrix(DOUBLES, 2_000_000_000, 1, new byte[8]))),
            "found an array of 2000000000 x 1 in "),
        Arguments.of(
            "lie that is compressed",
            mat(compressed(matrix(DOUBLES, 2_000_000_000, 1, new byte[8]))),
            "found an array of 2000000000 x 1 in "),
        Arguments.of(
            "bomb", mat(compressed(new byte[257 << 20])), "arrays that unpack to more than"),
        Arguments.of(
            "sparse array",
            mat(matrix(SPARSE, 2_000_000_000, 1, new byte[8])),
            "found a sparse array"),
        Arguments.of("arrays without end", mat(nested(40)), "arrays nested more than 32 deep"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mats")
  void matFileIsRefused(String what, byte[] content, String says) throws IOException {
    Path file = Files.write(folder.resolve("x.mat"), content);
    assertThatThrownBy(() -> MatVariables.read(storage, file.toString()))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith("Cannot read " + file + ": found ")
        .hasMessageContaining(says)
        .hasMessageEndingWith("; copy the file again");
    assertThat(file).hasBinaryContent(content);
  }

  /** What the cases above are made of is a MAT file, and what the library writes has no problem. */
  @Test
  void soundFilesHaveNoProblem() throws IOException {
    byte[] own = mat(matrix(DOUBLES, 1, 1, element(9, new byte[8])));
    assertThat(MatSizes.problem(own)).isEmpty();
    Path file = folder.resolve("own.mat");
    Mat5.newMatFile()
        .addArray("numbers", Mat5.newMatrix(100, 30))
        .addArray("texts", Mat5.newCell(20, 1))
        .addArray("text", Mat5.newString("a text"))
        .addArray("structure", Mat5.newStruct(1, 1).set("field", Mat5.newScalar(3)))
        .writeTo(Sinks.newStreamingFile(file.toFile()));
    assertThat(MatSizes.problem(Files.readAllBytes(file))).isEmpty();
  }

  @Test
  void parquetOfAnotherKindIsRefused() {
    byte[] table = ParquetTable.builder(1).longs("id", new long[1]).build().toBytes();
    assertThatThrownBy(() -> ParquetTable.read("x.parquet", table).floats("logits"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Cannot read column logits as FLOAT: found only the columns [id]");
    byte[] footer = table.clone();
    // The length of the footer, before the last four letters.
    ByteBuffer.wrap(footer).order(ByteOrder.LITTLE_ENDIAN).putInt(footer.length - 8, 0x7fffffff);
    assertThatThrownBy(() -> ParquetTable.read("x.parquet", footer))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith("Cannot read x.parquet as Parquet: ");
  }

  private static byte[] mat(byte[] element) {
    byte[] header = new byte[HEADER];
    Arrays.fill(header, (byte) ' ');
    System.arraycopy("MATLAB 5.0 MAT-file".getBytes(UTF_8), 0, header, 0, 19);
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putShort(124, (short) 0x0100);
    header[126] = 'I';
    header[127] = 'M';
    return joined(header, element);
  }

  private static byte[] matrix(int kind, int rows, int columns, byte[] content) {
    byte[] flags = ints(kind, 1);
    return element(
        MATRIX,
        joined(
            element(UINT32, flags),
            element(INT32, ints(rows, columns)),
            element(INT8, new byte[] {'a'}),
            content));
  }

  private static byte[] nested(int depth) {
    byte[] inner = matrix(DOUBLES, 1, 1, element(9, new byte[8]));
    for (int i = 0; i < depth; i++) {
      inner = matrix(CELLS, 1, 1, inner);
    }
    return inner;
  }

  private static byte[] compressed(byte[] element) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(element);
    }
    return joined(ints(COMPRESSED, bytes.size()), bytes.toByteArray());
  }

  private static byte[] element(int type, byte[] data) {
    return joined(ints(type, data.length), Arrays.copyOf(data, (data.length + 7) / 8 * 8));
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
