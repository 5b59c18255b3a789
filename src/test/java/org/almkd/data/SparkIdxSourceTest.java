package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class SparkIdxSourceTest {
  private static final int TRAIN = 400;
  private static final int TEST = 60;

  @TempDir private Path folder;
  private Path files;
  private int stores;

  @BeforeEach
  void writeFiles() throws IOException {
    files = Files.createDirectories(folder.resolve("files"));
    Files.write(files.resolve("train-images"), images(TRAIN, 3));
    Files.write(files.resolve("train-labels"), labels(TRAIN));
    Files.write(files.resolve("test-images"), images(TEST, 3));
    Files.write(files.resolve("test-labels"), labels(TEST));
  }

  private static byte[] images(int items, int side) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x803);
    out.writeInt(items);
    out.writeInt(side);
    out.writeInt(side);
    for (int i = 0; i < items * side * side; i++) {
      out.write(pixel(i));
    }
    return bytes.toByteArray();
  }

  private static int pixel(int place) {
    return (place * 37 + place / 251) & 0xff;
  }

  private static byte[] labels(int items) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x801);
    out.writeInt(items);
    for (int i = 0; i < items; i++) {
      out.write(i % 4);
    }
    return bytes.toByteArray();
  }

  private DataConfig config(int trainLimit, int testLimit) {
    DataSource.Idx source =
        new DataSource.Idx(
            files.toString(),
            "train-images",
            "train-labels",
            "test-images",
            "test-labels",
            255,
            trainLimit,
            testLimit);
    return DataFixtures.config(source, 4);
  }

  private PreparedData prepare(DataConfig config) {
    return DataFixtures.stage(folder.resolve("store" + stores++)).prepare(config);
  }

  private void gzip(String name) throws IOException {
    byte[] plain = Files.readAllBytes(files.resolve(name));
    try (GZIPOutputStream out =
        new GZIPOutputStream(Files.newOutputStream(files.resolve(name + ".gz")))) {
      out.write(plain);
    }
    Files.delete(files.resolve(name));
  }

  @Test
  void readsPixelsLabelsAndIds() {
    PreparedData data = prepare(config(0, 0));
    assertThat(data.rows(Split.TRAIN)).isEqualTo(320);
    assertThat(data.rows(Split.VALIDATION)).isEqualTo(80);
    assertThat(data.rows(Split.TEST)).isEqualTo(TEST);
    assertThat(data.width()).isEqualTo(9);
    RowBlock block = data.reader().read(Split.TRAIN, 0);
    for (int i = 0; i < block.rows(); i++) {
      int position = (int) block.ids()[i];
      assertThat(block.labels()[i]).isEqualTo(position % 4);
      assertThat(block.features().floats()[9 * i + 5])
          .isEqualTo((float) (pixel(9 * position + 5) / 255.0));
    }
    assertThat(data.reader().index(Split.TEST).ids()).startsWith(2L << 40, (2L << 40) + 1);
  }

  @Test
  void isTheSameForAnyPartitionsPlainOrCompressed() throws IOException {
    PreparedData reference = prepare(DataFixtures.withPartitions(config(0, 0), 1));
    for (int partitions : new int[] {2, 7}) {
      PreparedData other = prepare(DataFixtures.withPartitions(config(0, 0), partitions));
      assertThat(DataFixtures.hashes(other)).isEqualTo(DataFixtures.hashes(reference));
    }
    gzip("train-images");
    gzip("test-labels");
    assertThat(DataFixtures.hashes(prepare(config(0, 0))))
        .isEqualTo(DataFixtures.hashes(reference));
  }

  @Test
  void limitsChooseExactlySoManyRowsByHash() {
    PreparedData data = prepare(DataFixtures.withPartitions(config(100, 10), 3));
    assertThat(data.rows(Split.TRAIN) + data.rows(Split.VALIDATION)).isEqualTo(100);
    assertThat(data.rows(Split.TEST)).isEqualTo(10);
    assertThat(data.reader().index(Split.TRAIN).ids()[79])
        .as("not the first rows")
        .isGreaterThan(200);
  }

  @Test
  void theSourceKnowsItsClasses() {
    assertThat(prepare(DataFixtures.config(config(0, 0).source(), 0)).classNames())
        .containsExactly("0", "1", "2", "3");
    assertThatThrownBy(() -> prepare(DataFixtures.config(config(0, 0).source(), 3)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(
            "train-labels: item 3: found the label 3; expected 0 to 2; check data.classes");
  }

  @Test
  void refusesFilesThatDoNotFit() throws IOException {
    Files.write(files.resolve("test-images"), images(TEST, 4));
    refuses("test-images: found images of 1x4x4; expected 1x3x3 as in");
    byte[] flat = images(TEST, 3);
    ByteBuffer.wrap(flat).putInt(8, 1).putInt(12, 9);
    Files.write(files.resolve("test-images"), flat);
    refuses("test-images: found images of 1x1x9; expected 1x3x3 as in");
    writeFiles();
    Files.write(files.resolve("train-labels"), labels(TRAIN - 1));
    refuses("found 399 labels; expected 400, the number of images");
    writeFiles();
    Files.write(files.resolve("train-labels"), images(TRAIN, 3));
    refuses("found the magic number 0x00000803; expected 0x00000801 (labels)");
    writeFiles();
    Files.write(files.resolve("train-images"), Arrays.copyOf(images(TRAIN, 3), 1000));
    refuses("found 1000 bytes; expected 3616 as its header says");
    writeFiles();
    Files.delete(files.resolve("test-labels"));
    refuses("test-labels: found neither this file nor");
    writeFiles();
    Files.write(files.resolve("train-images"), new byte[3]);
    refuses("found the end of the file inside its header");
  }

  @Test
  void refusesCompressedFilesOfAnotherLengthThanTheirHeaderSays() throws IOException {
    Files.write(files.resolve("train-images"), Arrays.copyOf(images(TRAIN, 3), 1000));
    gzip("train-images");
    refuses(
        "train-images.gz: item 109: found the end of the file or damage in it; expected 400 items");
    Files.write(files.resolve("train-images"), Arrays.copyOf(images(TRAIN, 3), 4000));
    gzip("train-images");
    refuses("found more bytes than 400 items");
    Files.write(files.resolve("train-images"), images(TRAIN, 3));
    gzip("train-images");
    byte[] whole = Files.readAllBytes(files.resolve("train-images.gz"));
    Files.write(files.resolve("train-images.gz"), Arrays.copyOf(whole, whole.length / 2));
    refuses("found the end of the file or damage in it");
  }

  @Test
  void refusesACompressedHeaderOfMoreThanAnyFileCanHoldBeforeMemoryIsTakenForIt()
      throws IOException {
    byte[] endless = images(TRAIN, 3);
    ByteBuffer.wrap(endless).putInt(4, Integer.MAX_VALUE);
    Files.write(files.resolve("train-images"), endless);
    gzip("train-images");
    refuses(" bytes of gzip; expected 19327352839 as its header says");
  }

  @Test
  void predictionsAreOfAllItems() {
    PreparedData data =
        DataFixtures.stage(folder.resolve("store")).prepareUnlabelled(config(10, 10), List.of());
    assertThat(data.rows(Split.TEST)).isEqualTo(TRAIN + TEST);
  }

  private void refuses(String expected) {
    assertThatThrownBy(() -> prepare(config(0, 0)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(expected);
  }
}
