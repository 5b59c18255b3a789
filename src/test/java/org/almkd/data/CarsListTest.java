package org.almkd.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Struct;

/** Lists written by scipy: see src/test/scripts/make_image_fixtures.py. */
class CarsListTest {
  private static final Path LISTS = Path.of("src/test/resources/image-lists/cars");
  private static final String TRAIN = "devkit/cars_train_annos.mat";
  private static final String TEST = "devkit/cars_test_annos_withlabels.mat";
  private static final String META = "devkit/cars_meta.mat";

  @TempDir private Path root;

  @BeforeEach
  void copy() throws IOException {
    Files.createDirectories(root.resolve("devkit"));
    for (String name : List.of(TRAIN, TEST, META)) {
      Files.copy(LISTS.resolve(name), root.resolve(name));
    }
    images("cars_train", 5);
    images("cars_test", 3);
  }

  private void images(String folder, int count) throws IOException {
    Files.createDirectories(root.resolve(folder));
    for (int i = 1; i <= count; i++) {
      Files.createFile(root.resolve(folder).resolve("%05d.jpg".formatted(i)));
    }
  }

  private ImageList read() {
    return CarsList.read(DataFixtures.storage(), root.toString());
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refusal() {
    return assertThatThrownBy(this::read).isInstanceOf(InvalidDataException.class);
  }

  /** Writes a training list of one image. */
  private void writeTrain(String name, int label, int right) {
    Struct cars = Mat5.newStruct(1, 1);
    cars.set("bbox_x1", 0, Mat5.newScalar(5));
    cars.set("bbox_y1", 0, Mat5.newScalar(5));
    cars.set("bbox_x2", 0, Mat5.newScalar(right));
    cars.set("bbox_y2", 0, Mat5.newScalar(9));
    cars.set("class", 0, Mat5.newScalar(label));
    cars.set("fname", 0, Mat5.newString(name));
    ImageFixtures.write(root.resolve(TRAIN), Mat5.newMatFile().addArray("annotations", cars));
  }

  @Test
  void readsListsOfScipy() {
    ImageList list = read();
    assertThat(list.classNames())
        .containsExactly(
            "AM General Hummer SUV 2000",
            "Acura RL Sedan 2012",
            "Ford F-450 Super Duty Crew Cab 2012");
    assertThat(list.entries())
        .hasSize(8)
        .startsWith(
            new ImageEntry("cars_train/00001.jpg", 1, new Box(38, 115, 531, 260), ImageSplit.TRAIN),
            new ImageEntry("cars_train/00002.jpg", 0, new Box(35, 115, 833, 472), ImageSplit.TRAIN))
        .contains(new ImageEntry("cars_train/00004.jpg", 0, new Box(0, 0, 1, 1), ImageSplit.TRAIN))
        .endsWith(
            new ImageEntry("cars_test/00003.jpg", 1, new Box(50, 104, 918, 555), ImageSplit.TEST));
    assertThat(list.cropBottom()).isZero();
  }

  @Test
  void theTestListMayLieInTheRoot() throws IOException {
    ImageList expected = read();
    Files.move(root.resolve(TEST), root.resolve("cars_test_annos_withlabels.mat"));
    assertThat(read()).isEqualTo(expected);
  }

  @Test
  void aTestListWithoutClassesIsNotEnough() throws IOException {
    Files.move(root.resolve(TEST), root.resolve("devkit/cars_test_annos.mat"));
    refusal()
        .hasMessageContaining("cars_test_annos.mat: found the test images without their classes")
        .hasMessageContaining("expected cars_test_annos_withlabels.mat; get it");
  }

  @Test
  void aMissingListIsNamed() throws IOException {
    for (String name : List.of(TRAIN, META, TEST)) {
      byte[] bytes = Files.readAllBytes(root.resolve(name));
      Files.delete(root.resolve(name));
      refusal()
          .hasMessageContaining("Cannot read " + root + "/" + name + ": found no such file")
          .hasMessageContaining("of the development kit of Stanford Cars; check the path");
      Files.write(root.resolve(name), bytes);
    }
  }

  @Test
  void aMissingVariableOrFieldIsNamed() throws IOException {
    Files.copy(root.resolve(META), root.resolve("copy"));
    Files.delete(root.resolve(TRAIN));
    Files.move(root.resolve("copy"), root.resolve(TRAIN));
    refusal()
        .hasMessageContaining("cars_train_annos.mat: found the variables [class_names]")
        .hasMessageContaining("expected also annotations, an array of structures");

    Struct cars = Mat5.newStruct(1, 1);
    cars.set("fname", 0, Mat5.newString("00001.jpg"));
    ImageFixtures.write(root.resolve(TRAIN), Mat5.newMatFile().addArray("annotations", cars));
    refusal()
        .hasMessageContaining("found annotations with the fields [fname]")
        .hasMessageContaining("expected also the field bbox_x1");
  }

  @Test
  void aVariableOfAnotherKindIsNamed() {
    ImageFixtures.write(
        root.resolve(META), Mat5.newMatFile().addArray("class_names", Mat5.newScalar(3)));
    refusal()
        .hasMessageContaining("cars_meta.mat: found class_names, a double array of 1 x 1")
        .hasMessageContaining("expected a cell array of texts");

    Struct cars = Mat5.newStruct(1, 1);
    for (String field : List.of("bbox_x1", "bbox_y1", "bbox_x2", "bbox_y2", "class", "fname")) {
      cars.set(field, 0, Mat5.newString("x"));
    }
    ImageFixtures.write(
        root.resolve(META),
        Mat5.newMatFile().addArray("class_names", ImageFixtures.cell(List.of("a"), false)));
    ImageFixtures.write(root.resolve(TRAIN), Mat5.newMatFile().addArray("annotations", cars));
    refusal()
        .hasMessageContaining("annotations(1).bbox_x1: found a char array of 1 x 1")
        .hasMessageContaining("expected one number");
  }

  @Test
  void whatIsNoMatFileIsNamed() throws IOException {
    byte[] good = Files.readAllBytes(root.resolve(TRAIN));
    for (byte[] bad :
        List.of(new byte[0], "<html>".repeat(50).getBytes(UTF_8), Arrays.copyOf(good, 200))) {
      Files.write(root.resolve(TRAIN), bad);
      refusal()
          .hasMessageContaining("cars_train_annos.mat: found %d bytes".formatted(bad.length))
          .hasMessageContaining("expected one of MATLAB 5 to 7.2; copy the file again");
    }
    Files.writeString(root.resolve(TRAIN), "MATLAB 7.3 MAT-file, Platform: GLNXA64");
    refusal()
        .hasMessageContaining("found a MAT file of MATLAB 7.3")
        .hasMessageContaining("save it again with -v7");
  }

  @Test
  void cutMatFilesAreRefused() throws IOException {
    for (String name : List.of(TRAIN, TEST)) {
      byte[] good = Files.readAllBytes(root.resolve(name));
      for (int length = 0; length < good.length - 8; length += 37) {
        Files.write(root.resolve(name), Arrays.copyOf(good, length));
        refusal().hasMessageStartingWith("Cannot read " + root + "/" + name + ": found ");
      }
      Files.write(root.resolve(name), good);
    }
  }

  @Test
  void imagesThatAreNotThereAreNamedTogether() throws IOException {
    Files.delete(root.resolve("cars_train/00002.jpg"));
    Files.delete(root.resolve("cars_test/00003.jpg"));
    refusal()
        .hasMessageContaining("2 problems")
        .hasMessageContaining("cars_train_annos.mat: annotations(2): found no file ")
        .hasMessageContaining("cars_train/00002.jpg; expected the image that the list names")
        .hasMessageContaining("annotations(3): found no file ");
  }

  @Test
  void aMissingFolderOfImagesIsNamed() throws IOException {
    for (int i = 1; i <= 3; i++) {
      Files.delete(root.resolve("cars_test/0000" + i + ".jpg"));
    }
    Files.delete(root.resolve("cars_test"));
    refusal().hasMessageContaining("3 problems").hasMessageContaining("cars_test/00001.jpg");
  }

  @Test
  void anImpossibleAnnotationIsNamed() {
    writeTrain("00001.jpg", 4, 20);
    refusal()
        .hasMessageContaining("annotations(1): found the class number 4 of cars_train/00001.jpg")
        .hasMessageContaining("expected 1 to 3");
    writeTrain("00001.jpg", 0, 20);
    refusal().hasMessageContaining("found the class number 0 of");
    writeTrain("00001.jpg", 1, 4);
    refusal().hasMessageContaining("annotations(1): found the box 5, 5 to 4, 9");
    writeTrain("00001.jpg", 1, 5);
    assertThat(read().entries().get(0).box()).isEqualTo(new Box(4, 4, 1, 5));
  }

  @Test
  void pathsOutOfTheDataSetAreRefused() {
    for (String name :
        List.of("../cars_test/00001.jpg", "/etc/passwd", "a/./b.jpg", "..", "a\\..\\b", "x\n")) {
      writeTrain(name, 1, 20);
      refusal()
          .hasMessageContaining("annotations(1): found the path 'cars_train/" + name + "'")
          .hasMessageContaining("expected one inside the data set");
    }
  }

  @Test
  void anImageThatIsNamedTwiceIsRefused() {
    Struct cars = Mat5.newStruct(1, 2);
    for (int i = 0; i < 2; i++) {
      for (String field : List.of("bbox_x1", "bbox_y1", "bbox_x2", "bbox_y2", "class")) {
        cars.set(field, i, Mat5.newScalar(1));
      }
      cars.set("fname", i, Mat5.newString("00001.jpg"));
    }
    ImageFixtures.write(root.resolve(TRAIN), Mat5.newMatFile().addArray("annotations", cars));
    refusal()
        .hasMessageContaining("annotations(2): found cars_train/00001.jpg a second time")
        .hasMessageContaining("expected each image once");
  }

  @Test
  void classesOfOneNameAreRefused() {
    ImageFixtures.write(
        root.resolve(META),
        Mat5.newMatFile()
            .addArray("class_names", ImageFixtures.cell(List.of("a", "b", "a"), false)));
    refusal().hasMessageContaining("found two classes of the name 'a'; expected different names");
  }

  @Test
  void generatedDataSetsAreRead() {
    Path made = root.resolve("made");
    ImageFixtures.cars(made, 4, 3);
    ImageList list = CarsList.read(DataFixtures.storage(), made.toString());
    assertThat(list.classNames()).hasSize(4);
    assertThat(list.entries()).filteredOn(e -> e.split() == ImageSplit.TRAIN).hasSize(12);
    assertThat(list.entries()).filteredOn(e -> e.split() == ImageSplit.TEST).hasSize(4);
    ImageDecoder decoder = new ImageDecoder(16, list.cropBottom(), ImageLimits.DEFAULT);
    for (ImageEntry entry : list.entries()) {
      String path = made + "/" + entry.path();
      assertThat(decoder.read(DataFixtures.storage(), path, entry.box()).pixels()).hasSize(768);
    }
  }
}
