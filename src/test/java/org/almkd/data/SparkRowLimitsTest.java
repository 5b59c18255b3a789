package org.almkd.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.almkd.config.Classes;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.almkd.config.DataSource.ImageFiles.Layout;
import org.almkd.config.ImageConfig;
import org.almkd.config.NoiseConfig;
import org.almkd.config.OnEmptyClass;
import org.almkd.config.RowLimits;
import org.almkd.config.SplitShares;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code limits.rows} and {@code limits.classes} on sources that know their classes and not. */
@Tag("spark")
class SparkRowLimitsTest {
  @TempDir private Path folder;
  private int stores;

  private static DataConfig config(
      DataSource source, Classes classes, int partitions, double noise, RowLimits limits) {
    return new DataConfig(
        source,
        3,
        classes,
        false,
        OnEmptyClass.FAIL,
        partitions,
        new SplitShares(0.2, 0.1, 0),
        NoiseConfig.symmetric(noise, false),
        ImageConfig.PLAIN,
        limits);
  }

  private PreparedData prepare(DataConfig config) {
    return DataFixtures.stage(folder.resolve("store" + stores++)).prepare(config);
  }

  private DataSource cifar() {
    return new DataSource.Cifar(DataSource.Cifar.Labels.FINE, folder.toString(), 255, 0, 0);
  }

  /** 1,200 training and 400 test records, each of the 100 classes in turn. */
  private void writeCifar() throws IOException {
    int record = 2 + 3 * 32 * 32;
    for (String name : List.of("train", "test")) {
      byte[] bytes = new byte[(name.equals("train") ? 1200 : 400) * record];
      for (int i = 0; i < bytes.length / record; i++) {
        Arrays.fill(bytes, i * record, (i + 1) * record, (byte) i);
        bytes[i * record] = (byte) (i % 20);
        bytes[i * record + 1] = (byte) (i % 100);
      }
      Files.write(folder.resolve(name + ".bin"), bytes);
    }
  }

  private static int rows(PreparedData data) {
    return Stream.of(Split.values()).mapToInt(data::rows).sum();
  }

  @Test
  void rowsAreThoseOfTheFirstClassesAndOfTheseSoManyByHash() throws IOException {
    writeCifar();
    PreparedData data = prepare(config(cifar(), Classes.counted(0), 2, 0, new RowLimits(80, 10)));
    assertThat(data.classNames()).hasSize(10).startsWith("0").endsWith("9");
    assertThat(rows(data)).as("of 160").isEqualTo(80);
    assertThat(data.rows(Split.TEST)).as("about a quarter").isBetween(10, 30);
    assertThat(data.rows(Split.VALIDATION))
        .as("a share of what is left")
        .isEqualTo(SplitRule.rounded(0.2, 80 - data.rows(Split.TEST)));
    for (Split split : List.of(Split.TRAIN, Split.VALIDATION, Split.TEST)) {
      SplitIndex index = data.reader().index(split);
      assertThat(IntStream.of(index.labels())).allMatch(label -> label < 10);
      assertThat(LongStream.of(index.ids()).map(id -> id % (1L << 40) % 100))
          .allMatch(position -> position < 10);
    }
    assertThat(LongStream.of(data.reader().index(Split.TRAIN).ids()))
        .as("not the first rows")
        .anyMatch(id -> id > 1000);
  }

  @Test
  void theSameRowsAreChosenInAnyPartitions() throws IOException {
    writeCifar();
    RowLimits limits = new RowLimits(60, 5);
    PreparedData one = prepare(config(cifar(), Classes.counted(0), 1, 0.1, limits));
    PreparedData seven = prepare(config(cifar(), Classes.counted(0), 7, 0.1, limits));
    assertThat(DataFixtures.hashes(seven)).isEqualTo(DataFixtures.hashes(one));
    assertThat(seven.key()).isEqualTo(one.key());
    assertThat(IntStream.of(one.reader().index(Split.TRAIN).labels()))
        .as("noise stays within the classes")
        .allMatch(label -> label < 5);
    assertThat(prepare(config(cifar(), Classes.counted(0), 1, 0.1, new RowLimits(60, 6))).key())
        .isNotEqualTo(one.key());
    assertThat(prepare(config(cifar(), Classes.counted(0), 1, 0.1, new RowLimits(61, 5))).key())
        .isNotEqualTo(one.key());
  }

  @Test
  void limitsThatAreNotReachedChangeNoRow() throws IOException {
    writeCifar();
    PreparedData all = prepare(config(cifar(), Classes.counted(0), 2, 0, RowLimits.NONE));
    PreparedData limited =
        prepare(config(cifar(), Classes.counted(0), 2, 0, new RowLimits(5000, 200)));
    assertThat(DataFixtures.hashes(limited)).isEqualTo(DataFixtures.hashes(all));
    assertThat(limited.classes()).isEqualTo(100);
  }

  /** Labels are names; a row whose clean label is left out is left out with it. */
  @Test
  void rowsOfTablesAreLimitedByTheirNamedClasses() throws IOException {
    StringBuilder text = new StringBuilder("id,a,label,clean,split\n");
    List<String> names = List.of("ant", "bee", "cow");
    for (int i = 0; i < 90; i++) {
      String label = names.get(i % 3);
      String clean = i == 3 ? "cow" : label;
      String split = i % 5 == 0 ? "test" : i % 5 == 1 ? "validation" : "train";
      text.append("%d,%d,%s,%s,%s%n".formatted(i, i, label, clean, split));
    }
    Path file = Files.write(folder.resolve("rows.csv"), text.toString().getBytes(UTF_8));
    DataSource csv =
        new DataSource.Csv(file.toString(), ',', "id", "label", "split", "clean", List.of());
    PreparedData data = prepare(config(csv, Classes.named(names), 2, 0, new RowLimits(0, 2)));
    assertThat(data.classNames()).containsExactly("ant", "bee");
    assertThat(rows(data)).isEqualTo(59);
    for (Split split : List.of(Split.TRAIN, Split.VALIDATION, Split.TEST)) {
      assertThat(LongStream.of(data.reader().index(split).ids()))
          .allMatch(id -> id % 3 < 2 && id != 3);
    }
    assertThatThrownBy(
            () ->
                prepare(
                    config(
                        csv,
                        Classes.named(List.of("x", "y", "ant", "bee", "cow")),
                        2,
                        0,
                        new RowLimits(0, 2))))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(
            "found 90 rows, none of the first classes; expected some; raise limits.classes, or set it to 0");
  }

  @Test
  void filesOfImagesAreLeftOutBeforeTheyAreDecoded() throws IOException {
    Path root = folder.resolve("cars");
    ImageFixtures.cars(root, 4, 10);
    DataSource cars = new DataSource.ImageFiles(Layout.STANFORD_CARS, root.toString(), false, 0, 0);
    // Pictures of the third class, from which nothing is read.
    Files.write(root.resolve("cars_train/00003.jpg"), new byte[] {1, 2, 3});
    DataConfig config = config(cars, Classes.counted(0), 2, 0, new RowLimits(20, 2));
    PreparedData data = prepare(config);
    assertThat(data.classes()).isEqualTo(2);
    assertThat(rows(data)).as("of 30").isEqualTo(20);
    PreparedData scored =
        DataFixtures.stage(folder.resolve("scored")).prepareLabelled(config, List.of());
    assertThat(scored.reader().index(Split.TEST).ids())
        .isEqualTo(data.reader().index(Split.TEST).ids());
    assertThatThrownBy(() -> prepare(config(cars, Classes.counted(0), 2, 0, new RowLimits(0, 3))))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("00003.jpg");
  }

  @Test
  void predictionsAreMadeOfAllRows() {
    DataSource synthetic =
        new DataSource.Synthetic(DataSource.Synthetic.Kind.BLOBS, 30, 10, 10, 2, 2, 1, 1, 1);
    DataConfig config = config(synthetic, Classes.counted(4), 2, 0, new RowLimits(20, 2));
    assertThat(rows(prepare(config))).isEqualTo(20);
    PreparedData unlabelled =
        DataFixtures.stage(folder.resolve("unlabelled")).prepareUnlabelled(config, List.of());
    assertThat(rows(unlabelled)).isEqualTo(50);
  }
}
