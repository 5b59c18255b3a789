package org.almkd.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ParquetTableTest {
  private static ParquetTable table(int rows, int width) {
    long[] ids = new long[rows];
    int[] labels = new int[rows];
    float[] lambdas = new float[rows];
    float[] features = new float[rows * width];
    String[] keys = new String[rows];
    byte[] pixels = new byte[3 * rows];
    for (int i = 0; i < rows; i++) {
      ids[i] = Long.MAX_VALUE - 3L * i;
      labels[i] = i - 1;
      lambdas[i] = 1f / (i + 1);
      keys[i] = "käy-" + i;
    }
    for (int i = 0; i < features.length; i++) {
      features[i] = Float.intBitsToFloat(0x3f800000 + 977 * i);
    }
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (7 * i);
    }
    return ParquetTable.builder(rows)
        .longs("id", ids)
        .floatLists("features", features, width)
        .ints("label", labels)
        .floats("lambda", lambdas)
        .texts("key", keys)
        .bytes("pixels", pixels, 3)
        .build();
  }

  @Test
  void readsBackTheSameBits() {
    for (int rows : new int[] {0, 1, 3, 70_000}) {
      ParquetTable written = table(rows, 5);
      ParquetTable read = ParquetTable.read("memory", written.toBytes());
      assertThat(read.rows()).isEqualTo(rows);
      assertThat(read.names())
          .containsExactly("id", "features", "label", "lambda", "key", "pixels");
      assertThat(read.longs("id")).isEqualTo(written.longs("id"));
      assertThat(Arrays.equals(read.floats("features"), written.floats("features"))).isTrue();
      assertThat(read.ints("label")).isEqualTo(written.ints("label"));
      assertThat(read.floats("lambda")).isEqualTo(written.floats("lambda"));
      assertThat(read.texts("key")).isEqualTo(written.texts("key"));
      assertThat(read.bytes("pixels")).isEqualTo(written.bytes("pixels"));
      assertThat(rows == 0 || read.width("features") == 5).isTrue();
    }
  }

  @Test
  void theSameTableIsTheSameBytes() {
    assertThat(table(1000, 7).toBytes()).isEqualTo(table(1000, 7).toBytes());
  }

  @Test
  void refusesColumnsOfDifferentLength() {
    assertThatThrownBy(() -> ParquetTable.builder(2).longs("id", new long[3]))
        .hasMessageContaining("found 3 rows");
    assertThatThrownBy(() -> ParquetTable.builder(2).floatLists("f", new float[3], 2))
        .hasMessageContaining("found 3 floats; expected 2 rows of 2");
    assertThatThrownBy(() -> ParquetTable.builder(2).bytes("b", new byte[3], 2))
        .hasMessageContaining("found 3 bytes; expected 2 rows of 2");
  }

  @Test
  void namesAMissingColumnAndAFileThatIsNotParquet() {
    assertThatThrownBy(() -> table(1, 1).longs("clean"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(
            "Cannot read column clean as LONG: found only the columns [id, features");
    assertThatThrownBy(() -> table(1, 1).ints("id")).hasMessageContaining("found LONG");
    byte[] whole = table(100, 3).toBytes();
    assertThatThrownBy(() -> ParquetTable.read("block-7", Arrays.copyOf(whole, whole.length / 2)))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Cannot read block-7 as Parquet");
  }
}
