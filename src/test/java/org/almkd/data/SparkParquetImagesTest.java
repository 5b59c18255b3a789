package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.almkd.config.AugmentationConfig;
import org.almkd.config.Classes;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.almkd.config.ImageConfig;
import org.almkd.config.NoiseConfig;
import org.almkd.config.OnBadRecord;
import org.almkd.config.OnEmptyClass;
import org.almkd.config.SplitShares;
import org.almkd.storage.ParquetTable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures in a column of Parquet files, as bytes and as Hugging Face's datasets write them. */
@Tag("spark")
class SparkParquetImagesTest {
  private static final int SIDE = 12;
  private static final int ROWS = 40;

  @TempDir private Path folder;
  private int stores;

  private PreparedData prepare(DataConfig config) {
    return DataFixtures.stage(folder.resolve("store" + stores++)).prepare(config);
  }

  private DataConfig config(String image, OnBadRecord onBadRecord) {
    return config("id", image, onBadRecord, 0);
  }

  private DataConfig config(String id, String image, OnBadRecord onBadRecord, int partitions) {
    return new DataConfig(
        new DataSource.Parquet(folder + "/rows", id, "label", "", "", List.of(), image),
        7,
        Classes.counted(3),
        false,
        OnEmptyClass.WARN,
        partitions,
        new SplitShares(0.2, 0.1, 0),
        NoiseConfig.NONE,
        new ImageConfig(
            SIDE,
            onBadRecord,
            8,
            List.of(0.5, 0.4, 0.3),
            List.of(0.2, 0.2, 0.1),
            AugmentationConfig.NONE));
  }

  private void write(List<Row> rows, String image, int files) {
    EncodedPictures.write(rows, image, folder.resolve("rows"), files, SaveMode.Overwrite);
  }

  /** Pixels of every row of some data, by id. */
  private static Map<Long, byte[]> pixels(PreparedData data) {
    Map<Long, byte[]> pixels = new TreeMap<>();
    for (Split split : Split.values()) {
      for (int b = 0; b < data.blocks(split).size(); b++) {
        RowBlock block = data.reader().read(split, b);
        byte[] values = ((Pixels) block.features()).values();
        int size = 3 * SIDE * SIDE;
        for (int i = 0; i < block.rows(); i++) {
          pixels.put(block.ids()[i], Arrays.copyOfRange(values, i * size, (i + 1) * size));
        }
      }
    }
    return pixels;
  }

  @Test
  void picturesOfAnySizeAreDecodedAsFilesAreWhateverTheColumnIs() {
    write(EncodedPictures.rows(ROWS, 3, true), EncodedPictures.STRUCT, 2);
    PreparedData struct = prepare(config("image", OnBadRecord.FAIL));
    assertThat(struct.input()).isEqualTo(new InputShape.Image(3, 8, 8));
    Map<Long, byte[]> pixels = pixels(struct);
    assertThat(pixels).hasSize(ROWS);
    ImageDecoder decoder = new ImageDecoder(SIDE, 0, ImageLimits.DEFAULT);
    pixels.forEach(
        (id, stored) ->
            assertThat(stored)
                .isEqualTo(
                    decoder
                        .decode("row", EncodedPictures.bytes((int) (id / 3), 3), Box.WHOLE)
                        .pixels()));

    write(EncodedPictures.rows(ROWS, 3, false), EncodedPictures.BINARY, 1);
    PreparedData bytes = prepare(config("image", OnBadRecord.FAIL));
    assertThat(DataFixtures.hashes(bytes)).isEqualTo(DataFixtures.hashes(struct));
  }

  @Test
  void storedPicturesTakeAByteAPixelAndDependOnNoPartition() {
    write(EncodedPictures.rows(ROWS, 3, true), EncodedPictures.STRUCT, 3);
    DataConfig config = config("", "image", OnBadRecord.FAIL, 0);
    PreparedData reference = prepare(config);
    assertThat(DataFixtures.hashes(prepare(config("", "image", OnBadRecord.FAIL, 5))))
        .isEqualTo(DataFixtures.hashes(reference));
    assertThat(reference.reader().read(Split.TRAIN, 0).features()).isInstanceOf(Pixels.class);
    byte[] block = reference.artefact().read(reference.blocks(Split.TRAIN).get(0));
    ParquetTable table = ParquetTable.read("block", block);
    assertThat(table.bytes("pixels")).hasSize(table.rows() * 3 * SIDE * SIDE);
  }

  /** Row 17 holds something else. */
  private void spoil(byte[] bytes) {
    List<Row> rows = new ArrayList<>(EncodedPictures.rows(ROWS, 3, true));
    rows.set(17, EncodedPictures.row(17, 3, bytes, true));
    write(rows, EncodedPictures.STRUCT, 1);
  }

  @Test
  void aPictureThatCannotBeDecodedNamesFileAndRow() {
    byte[] sound = EncodedPictures.bytes(17, 3);
    refuses(Arrays.copyOf(sound, sound.length / 2), "found damage in its");
    refuses(
        "GIF89a and more".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "found a file that begins with 'GIF89a a'; expected a JPEG or PNG file");
    refuses(new byte[0], "found an empty file; expected a JPEG or PNG file");
    refuses(null, "found null; expected the bytes of a JPEG or PNG file; embed the files");
    refuses(EncodedPictures.bomb(), "found 60000 x 60000 pixels; expected at most 64000000 in all");
  }

  private void refuses(byte[] bytes, String expected) {
    spoil(bytes);
    assertThatThrownBy(() -> prepare(config("image", OnBadRecord.FAIL)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(".parquet: row 17, id 51, column image: " + expected);
  }

  @Test
  void badPicturesAreLeftOutWhereTheRunFileSaysSo() {
    spoil(new byte[] {1, 2, 3});
    PreparedData data = prepare(config("image", OnBadRecord.SKIP));
    assertThat(pixels(data)).hasSize(ROWS - 1).doesNotContainKey(51L);
    // A label that is wrong is no bad picture.
    List<Row> rows = new ArrayList<>(EncodedPictures.rows(ROWS, 3, true));
    rows.set(4, EncodedPictures.row(4, 9, EncodedPictures.bytes(4, 3), true));
    write(rows, EncodedPictures.STRUCT, 1);
    assertThatThrownBy(() -> prepare(config("image", OnBadRecord.SKIP)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("row 4, id 12: column label: found the label '4'");
  }

  @Test
  void columnsThatHoldNoPicturesAreNamed() {
    write(EncodedPictures.rows(ROWS, 3, true), EncodedPictures.STRUCT, 1);
    assertThatThrownBy(() -> prepare(config("img", OnBadRecord.FAIL)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("found no column img")
        .hasMessageContaining("expected it because of data.parquet.image");
    assertThatThrownBy(() -> prepare(config("note", OnBadRecord.FAIL)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(
            "column note: found the type string; expected binary, or a struct with a field bytes of type binary");
    assertThatThrownBy(() -> prepare(config("other", OnBadRecord.FAIL)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("column other: found the type struct<path:string>; expected binary");
  }

  @Test
  void predictionNeedsNoLabelsAndWholeRowsNameTheirFiles() {
    write(EncodedPictures.rows(ROWS, 3, true), EncodedPictures.STRUCT, 2);
    DataConfig config = config("image", OnBadRecord.FAIL);
    PreparedData data =
        DataFixtures.stage(folder.resolve("predicted"))
            .prepareUnlabelled(
                config, IntStream.range(0, 3 * 8 * 8).mapToObj(i -> "pixel" + i).toList());
    assertThat(data.rows(Split.TEST)).isEqualTo(ROWS);
    assertThat(data.reader().read(Split.TEST, 0).labels()).containsOnly(-1);
    SparkTrainingTable.Source source =
        SparkTrainingTable.source(LocalSpark.session(), DataFixtures.storage(), config);
    int image = source.columns().indexOf("image");
    assertThat(source.rows().collectAsList())
        .hasSize(ROWS)
        .allSatisfy(
            row ->
                assertThat(row.getList(1).get(image))
                    .isEqualTo("picture-%d".formatted(row.getLong(0) / 3)));
  }
}
