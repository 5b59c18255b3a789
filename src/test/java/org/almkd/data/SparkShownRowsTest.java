package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class SparkShownRowsTest {
  private static final int SIDE = 128;
  private static final int ROWS = 450;

  @TempDir private Path folder;

  /** Picture i is grey, of level i mod 256; so large that a block holds 256 of them. */
  private DataSource source() throws IOException {
    for (String name : new String[] {"train", "test"}) {
      int rows = name.equals("train") ? ROWS : 2;
      ByteBuffer images = ByteBuffer.allocate(16 + rows * SIDE * SIDE);
      images.putInt(0x803).putInt(rows).putInt(SIDE).putInt(SIDE);
      ByteBuffer labels = ByteBuffer.allocate(8 + rows);
      labels.putInt(0x801).putInt(rows);
      for (int i = 0; i < rows; i++) {
        labels.put((byte) (i % 2));
        for (int j = 0; j < SIDE * SIDE; j++) {
          images.put((byte) i);
        }
      }
      Files.write(folder.resolve(name + "-images"), images.array());
      Files.write(folder.resolve(name + "-labels"), labels.array());
    }
    return new DataSource.Idx(
        folder.toString(), "train-images", "train-labels", "test-images", "test-labels", 255, 0, 0);
  }

  @Test
  void picturesOfTheWantedRowsAloneAreFetched() throws IOException {
    DataSource source = source();
    DataConfig config = DataFixtures.config(source, 2);
    PreparedData data = DataFixtures.stage(folder.resolve("store")).prepare(config);
    long[] ids = data.reader().index(Split.TRAIN).ids();
    assertThat(data.blocks(Split.TRAIN)).hasSize(2);
    // A task that read the second block would fail.
    Files.delete(Path.of(data.artefact().path(data.blocks(Split.TRAIN).get(1)).substring(5)));

    SparkShownRows rows =
        new SparkShownRows(
            JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext()), data);
    Map<Long, ShownRow> shown = rows.of(Split.TRAIN, new long[] {ids[200], ids[0]});
    assertThat(shown).containsOnlyKeys(ids[0], ids[200]);
    for (long id : shown.keySet()) {
      assertThat(shown.get(id).key()).isEqualTo(Long.toString(id));
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(shown.get(id).picture()));
      assertThat(image.getWidth()).isEqualTo(64);
      assertThat(image.getRaster().getSample(17, 40, 0)).isEqualTo((int) id % 256);
    }
    assertThatThrownBy(() -> rows.of(Split.TRAIN, new long[] {ROWS}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found no row of id 450 in the split train");
  }
}
