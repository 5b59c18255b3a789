package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of the binary versions, written here byte by byte: label bytes, then 3 x 32 x 32 pixels.
 */
@Tag("spark")
class SparkCifarSourceTest {
  private static final int PIXELS = 3 * 32 * 32;

  @TempDir private Path folder;
  private Path ten;
  private Path hundred;
  private int stores;

  @BeforeEach
  void writeFiles() throws IOException {
    ten = Files.createDirectories(folder.resolve("cifar-10-batches-bin"));
    for (int batch = 1; batch <= 5; batch++) {
      Files.write(ten.resolve("data_batch_" + batch + ".bin"), records(40, 1, 10 * batch));
    }
    Files.write(ten.resolve("test_batch.bin"), records(20, 1, 0));
    hundred = Files.createDirectories(folder.resolve("cifar-100-binary"));
    Files.write(hundred.resolve("train.bin"), records(600, 2, 0));
    Files.write(hundred.resolve("test.bin"), records(100, 2, 0));
  }

  /** Record i has the fine label i mod the number of classes, and pixels (i + place) mod 256. */
  private static byte[] records(int count, int labels, int first) {
    byte[] bytes = new byte[count * (labels + PIXELS)];
    for (int i = 0; i < count; i++) {
      int at = i * (labels + PIXELS);
      bytes[at] = (byte) (labels == 1 ? (first + i) % 10 : i % 20);
      bytes[at + labels - 1] = (byte) (labels == 1 ? (first + i) % 10 : i % 100);
      for (int j = 0; j < PIXELS; j++) {
        bytes[at + labels + j] = (byte) (first + i + j);
      }
    }
    return bytes;
  }

  private DataConfig config(DataSource.Cifar.Labels labels, int trainLimit, int testLimit) {
    Path path = labels == DataSource.Cifar.Labels.TEN ? ten : hundred;
    return DataFixtures.config(
        new DataSource.Cifar(labels, path.toString(), 255, trainLimit, testLimit), 0);
  }

  private PreparedData prepare(DataConfig config) {
    return DataFixtures.stage(folder.resolve("store" + stores++)).prepare(config);
  }

  @Test
  void rowsAreImagesNumberedOverTheFiles() {
    PreparedData data = prepare(config(DataSource.Cifar.Labels.TEN, 0, 0));
    assertThat(data.input()).isEqualTo(new InputShape.Image(3, 32, 32));
    assertThat(data.classes()).isEqualTo(10);
    assertThat(data.rows(Split.TEST)).isEqualTo(20);
    assertThat(data.rows(Split.TRAIN) + data.rows(Split.VALIDATION)).isEqualTo(200);

    RowBlock train = data.reader().read(Split.TRAIN, 0);
    for (int i = 0; i < train.rows(); i++) {
      int id = (int) train.ids()[i];
      int first = 10 * (1 + id / 40) + id % 40;
      assertThat(train.labels()[i]).isEqualTo(first % 10);
      for (int j : new int[] {0, 1, PIXELS - 1}) {
        assertThat(train.features().floats()[i * PIXELS + j])
            .isEqualTo((float) (((first + j) & 0xff) / 255.0));
      }
    }
    assertThat(data.reader().read(Split.TEST, 0).ids()).startsWith(2L << 40, (2L << 40) + 1);
  }

  @Test
  void fineAndCoarseLabelsAreDifferentColumns() {
    PreparedData fine = prepare(config(DataSource.Cifar.Labels.FINE, 0, 0));
    PreparedData coarse = prepare(config(DataSource.Cifar.Labels.COARSE, 0, 0));
    assertThat(fine.classes()).isEqualTo(100);
    assertThat(coarse.classes()).isEqualTo(20);
    RowBlock test = fine.reader().read(Split.TEST, 0);
    RowBlock coarseTest = coarse.reader().read(Split.TEST, 0);
    for (int i = 0; i < test.rows(); i++) {
      assertThat(test.labels()[i]).isEqualTo(i);
      assertThat(coarseTest.labels()[i]).isEqualTo(i % 20);
    }
  }

  @Test
  void classesHaveTheNamesThatComeWithTheData() throws IOException {
    String names =
        IntStream.range(0, 10).mapToObj(i -> "kind " + i).collect(Collectors.joining("\n"));
    Files.writeString(ten.resolve("batches.meta.txt"), names + "\n\n");
    assertThat(prepare(config(DataSource.Cifar.Labels.TEN, 0, 0)).classNames())
        .startsWith("kind 0", "kind 1")
        .hasSize(10);

    Files.writeString(ten.resolve("batches.meta.txt"), "bird\nbird\n");
    assertThatThrownBy(() -> prepare(config(DataSource.Cifar.Labels.TEN, 0, 0)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("batches.meta.txt")
        .hasMessageContaining("found 2 names, 1 of them different; expected 10 names");
  }

  @Test
  void limitsChooseRowsByHashWhateverThePartitions() {
    DataConfig config = config(DataSource.Cifar.Labels.TEN, 50, 7);
    PreparedData one = prepare(DataFixtures.withPartitions(config, 1));
    PreparedData many = prepare(DataFixtures.withPartitions(config, 7));
    assertThat(one.rows(Split.TRAIN) + one.rows(Split.VALIDATION)).isEqualTo(50);
    assertThat(one.rows(Split.TEST)).isEqualTo(7);
    assertThat(many.digest()).isEqualTo(one.digest());
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(ten.resolve("data_batch_3.bin"));
    assertThatThrownBy(() -> prepare(config(DataSource.Cifar.Labels.TEN, 0, 0)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("data_batch_3.bin")
        .hasMessageContaining("found no such file; expected the binary version");
  }

  @Test
  void aCutFileIsNamed() throws IOException {
    byte[] whole = Files.readAllBytes(hundred.resolve("train.bin"));
    Files.write(hundred.resolve("train.bin"), Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> prepare(config(DataSource.Cifar.Labels.FINE, 0, 0)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("train.bin")
        .hasMessageContaining("expected a multiple of 3074, the bytes of a record");
  }

  @Test
  void aLabelOutOfRangeIsNamedWithItsRecord() throws IOException {
    byte[] bytes = Files.readAllBytes(ten.resolve("data_batch_2.bin"));
    bytes[3 * (1 + PIXELS)] = 10;
    Files.write(ten.resolve("data_batch_2.bin"), bytes);
    assertThatThrownBy(() -> prepare(config(DataSource.Cifar.Labels.TEN, 0, 0)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("data_batch_2.bin: record 3: found the label 10; expected 0 to 9");
  }

  @Test
  void anotherNumberOfClassesIsRefused() {
    DataConfig config =
        DataFixtures.config(
            new DataSource.Cifar(DataSource.Cifar.Labels.TEN, ten.toString(), 255, 0, 0), 5);
    assertThatThrownBy(() -> prepare(config))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("found data.classes of 5; expected 10 classes");
  }
}
