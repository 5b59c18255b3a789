package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.almkd.config.AugmentationConfig;
import org.almkd.config.Classes;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource.ImageFiles;
import org.almkd.config.DataSource.ImageFiles.Layout;
import org.almkd.config.ImageConfig;
import org.almkd.config.NoiseConfig;
import org.almkd.config.OnBadRecord;
import org.almkd.config.OnEmptyClass;
import org.almkd.config.SplitShares;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small data sets in the formats of the real ones ({@link ImageFixtures}). */
@Tag("spark")
class SparkImageSourceTest {
  private static final int CLASSES = 3;
  private static final int PER_CLASS = 8;

  @TempDir private Path folder;
  private int stores;

  private DataConfig config(ImageFiles source, OnBadRecord onBad, int partitions) {
    return config(source, onBad, partitions, OnEmptyClass.FAIL);
  }

  private DataConfig config(
      ImageFiles source, OnBadRecord onBad, int partitions, OnEmptyClass onEmptyClass) {
    return new DataConfig(
        source,
        0,
        Classes.counted(0),
        false,
        onEmptyClass,
        partitions,
        new SplitShares(0.25, 0.1, 0),
        NoiseConfig.NONE,
        new ImageConfig(
            16,
            onBad,
            12,
            List.of(0.5, 0.4, 0.3),
            List.of(0.2, 0.3, 0.4),
            AugmentationConfig.NONE));
  }

  private ImageFiles files(Layout layout) {
    return new ImageFiles(layout, folder.resolve("images").toString(), false, 0, 0);
  }

  private PreparedData prepare(DataConfig config) {
    return DataFixtures.stage(folder.resolve("store" + stores++)).prepare(config);
  }

  private void write(Layout layout) {
    Path root = folder.resolve("images");
    switch (layout) {
      case IMAGE_FOLDER -> ImageFixtures.folder(root, CLASSES, PER_CLASS);
      case STANFORD_CARS -> ImageFixtures.cars(root, CLASSES, PER_CLASS);
      case STANFORD_DOGS -> ImageFixtures.dogs(root, CLASSES, PER_CLASS);
      case FGVC_AIRCRAFT -> ImageFixtures.aircraft(root, CLASSES, PER_CLASS);
    }
  }

  @Test
  void everyLayoutGivesBytesOfTheSideAskedForAndNetworksTheirMiddle() {
    for (Layout layout :
        List.of(Layout.STANFORD_CARS, Layout.STANFORD_DOGS, Layout.FGVC_AIRCRAFT)) {
      write(layout);
      PreparedData data = prepare(config(files(layout), OnBadRecord.FAIL, 2));
      int training = layout == Layout.FGVC_AIRCRAFT ? PER_CLASS + PER_CLASS / 2 : PER_CLASS;
      assertThat(data.input()).isEqualTo(new InputShape.Image(3, 12, 12));
      assertThat(data.classes()).isEqualTo(CLASSES);
      assertThat(data.rows(Split.TRAIN) + data.rows(Split.VALIDATION))
          .as("%s", layout)
          .isEqualTo(CLASSES * training);
      assertThat(data.rows(Split.VALIDATION)).isPositive();
      assertThat(data.rows(Split.TEST)).isEqualTo(CLASSES * ImageFixtures.testImages(PER_CLASS));
      Pixels train = (Pixels) data.reader().read(Split.TRAIN, 0).features();
      assertThat(train.values()).hasSize(data.rows(Split.TRAIN) * 3 * 16 * 16);
      assertThat(data.reader().keys(Split.TRAIN, 0)).allMatch(key -> key.endsWith(".jpg"));
      delete(folder.resolve("images"));
    }
  }

  @Test
  void numbersAreNormalisedByChannel() {
    write(Layout.IMAGE_FOLDER);
    PreparedData data = prepare(config(files(Layout.IMAGE_FOLDER), OnBadRecord.FAIL, 2));
    Pixels train = (Pixels) data.reader().read(Split.TRAIN, 0).features();
    // Channel 1, row 0 and column 0 of the middle: 2 and 2 of the picture.
    int value = train.values()[(16 + 2) * 16 + 2] & 0xff;
    assertThat(train.floats()[12 * 12]).isEqualTo((float) ((value / 255.0 - 0.4) / 0.3));
  }

  @Test
  void theResultDependsOnNoPartition() {
    write(Layout.IMAGE_FOLDER);
    PreparedData one = prepare(config(files(Layout.IMAGE_FOLDER), OnBadRecord.FAIL, 1));
    PreparedData many = prepare(config(files(Layout.IMAGE_FOLDER), OnBadRecord.FAIL, 7));
    assertThat(many.digest()).isEqualTo(one.digest());
    assertThat(many.key()).isEqualTo(one.key());
  }

  @Test
  void foldersOfSplitsStand() {
    ImageFixtures.splitFolders(folder.resolve("images"), CLASSES, PER_CLASS);
    PreparedData data = prepare(config(files(Layout.IMAGE_FOLDER), OnBadRecord.FAIL, 2));
    assertThat(data.rows(Split.TRAIN)).isEqualTo(CLASSES * PER_CLASS);
    assertThat(data.reader().keys(Split.TRAIN, 0)).allMatch(key -> key.startsWith("train/"));
    assertThat(data.reader().keys(Split.VALIDATION, 0)).allMatch(key -> key.startsWith("val/"));
    assertThat(data.reader().keys(Split.TEST, 0)).allMatch(key -> key.startsWith("test/"));
  }

  @Test
  void aCorruptPictureIsNamedOrLeftOut() throws IOException {
    write(Layout.IMAGE_FOLDER);
    Path bad;
    try (var found = Files.walk(folder.resolve("images"))) {
      bad = found.filter(f -> f.toString().endsWith(".jpg")).sorted().findFirst().orElseThrow();
    }
    Files.writeString(bad, "<html>not here</html>");
    assertThatThrownBy(() -> prepare(config(files(Layout.IMAGE_FOLDER), OnBadRecord.FAIL, 2)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(bad.getFileName().toString())
        .hasMessageContaining("expected a JPEG or PNG file");
    PreparedData data = prepare(config(files(Layout.IMAGE_FOLDER), OnBadRecord.SKIP, 2));
    assertThat(data.counts().values().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(CLASSES * PER_CLASS - 1);
    assertThat(data.leftOut().records()).isEqualTo(1);
    assertThat(data.leftOut().text())
        .contains(bad.getFileName().toString())
        .contains("expected a JPEG or PNG file")
        .endsWith("\n")
        .hasLineCount(1);
  }

  @Test
  void classesHaveTheNumbersOfTheirNames() {
    write(Layout.IMAGE_FOLDER);
    PreparedData own = prepare(config(files(Layout.IMAGE_FOLDER), OnBadRecord.FAIL, 2));
    List<String> names = new ArrayList<>(own.classNames());
    names.add(0, "of no picture");
    Collections.reverse(names);
    DataConfig config =
        config(files(Layout.IMAGE_FOLDER), OnBadRecord.FAIL, 2, OnEmptyClass.WARN)
            .withClasses(Classes.named(names));
    PreparedData named = prepare(config);
    assertThat(named.classNames()).isEqualTo(names);
    assertThat(classesByKey(named))
        .isEqualTo(classesByKey(own))
        .hasSize(own.rows(Split.TRAIN))
        .containsValue(own.classNames().get(0));
    assertThatThrownBy(() -> prepare(config.withClasses(Classes.named(names.subList(1, 3)))))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("found images of the classes [" + names.get(0) + "]")
        .hasMessageContaining("expected some of " + names.subList(1, 3));
  }

  private static Map<String, String> classesByKey(PreparedData data) {
    Map<String, String> classes = new TreeMap<>();
    for (int block = 0; block < data.blocks(Split.TRAIN).size(); block++) {
      List<String> keys = data.reader().keys(Split.TRAIN, block);
      int[] labels = data.reader().read(Split.TRAIN, block).labels();
      for (int i = 0; i < labels.length; i++) {
        classes.put(keys.get(i), data.classNames().get(labels[i]));
      }
    }
    return classes;
  }

  @Test
  void predictionsAreOfEveryPicture() {
    write(Layout.IMAGE_FOLDER);
    ImageFiles few =
        new ImageFiles(
            Layout.IMAGE_FOLDER, folder.resolve("images").toString(), false, PER_CLASS, 0);
    PreparedData data =
        DataFixtures.stage(folder.resolve("store"))
            .prepareUnlabelled(config(few, OnBadRecord.FAIL, 2), List.of());
    assertThat(data.rows(Split.TEST)).isEqualTo(CLASSES * PER_CLASS);
  }

  @Test
  void limitsChooseByIdAndTestRowsApart() {
    write(Layout.STANFORD_DOGS);
    ImageFiles few =
        new ImageFiles(Layout.STANFORD_DOGS, folder.resolve("images").toString(), false, 12, 3);
    PreparedData data = prepare(config(few, OnBadRecord.FAIL, 2));
    assertThat(data.rows(Split.TRAIN) + data.rows(Split.VALIDATION)).isEqualTo(12);
    assertThat(data.rows(Split.TEST)).isEqualTo(3);
  }

  @Test
  void boxesAreCutOutWhereAskedFor() {
    write(Layout.STANFORD_CARS);
    ImageFiles boxes =
        new ImageFiles(Layout.STANFORD_CARS, folder.resolve("images").toString(), true, 0, 0);
    assertThat(prepare(config(boxes, OnBadRecord.FAIL, 2)).digest())
        .isNotEqualTo(prepare(config(files(Layout.STANFORD_CARS), OnBadRecord.FAIL, 2)).digest());
  }

  @Test
  void settingsThatDoNotFitThePicturesAreRefused() {
    write(Layout.IMAGE_FOLDER);
    DataConfig good = config(files(Layout.IMAGE_FOLDER), OnBadRecord.FAIL, 2);
    assertThatThrownBy(() -> prepare(with(good, 17, List.of(), List.of())))
        .hasMessageContaining("found data.images.crop = 17, and pictures of 3x16x16");
    assertThatThrownBy(() -> prepare(with(good, 0, List.of(0.5), List.of(1.0))))
        .hasMessageContaining("found 1 numbers in data.images.mean, and pictures of 3 channels");
    assertThatThrownBy(() -> prepare(good.withClasses(Classes.counted(7))))
        .hasMessageContaining("found data.classes = 7 and 3 classes of images");
  }

  private static DataConfig with(
      DataConfig config, int crop, List<Double> mean, List<Double> deviation) {
    return new DataConfig(
        config.source(),
        config.seed(),
        config.classes(),
        config.standardize(),
        config.onEmptyClass(),
        config.partitions(),
        config.split(),
        config.noise(),
        new ImageConfig(16, OnBadRecord.FAIL, crop, mean, deviation, AugmentationConfig.NONE));
  }

  @Test
  void picturesToPredictNeedNoClasses() {
    write(Layout.IMAGE_FOLDER);
    PreparedData data =
        DataFixtures.stage(folder.resolve("store"))
            .prepareUnlabelled(config(files(Layout.IMAGE_FOLDER), OnBadRecord.FAIL, 2), List.of());
    assertThat(data.rows(Split.TEST)).isEqualTo(CLASSES * PER_CLASS);
    assertThat(data.classNames()).isEmpty();
  }

  private static void delete(Path root) {
    try (var files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
