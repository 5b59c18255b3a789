package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Matrix;

/** Lists written by scipy: see src/test/scripts/make_image_fixtures.py. */
class DogsListTest {
  private static final Path LISTS = Path.of("src/test/resources/image-lists/dogs");
  private static final List<String> IMAGES =
      List.of(
          "n02085620-Chihuahua/n02085620_5927.jpg",
          "n02085620-Chihuahua/n02085620_4441.jpg",
          "n02085620-Chihuahua/n02085620_7.jpg",
          "n02085782-Japanese_spaniel/n02085782_3.jpg",
          "n02085782-Japanese_spaniel/n02085782_199.jpg",
          "n02085782-Japanese_spaniel/n02085782_8.jpg",
          "n02093859-Kerry_blue_terrier/n02093859_77.jpg",
          "n02093859-Kerry_blue_terrier/n02093859_9.jpg");

  @TempDir private Path root;

  @BeforeEach
  void copy() throws IOException {
    for (String name : List.of("train_list.mat", "test_list.mat")) {
      Files.copy(LISTS.resolve(name), root.resolve(name));
    }
    for (String image : IMAGES) {
      Path file = root.resolve("Images").resolve(image);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }

  private ImageList read() {
    return DogsList.read(DataFixtures.storage(), root.toString());
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refusal() {
    return assertThatThrownBy(this::read).isInstanceOf(InvalidDataException.class);
  }

  private void writeTrain(List<String> paths, double... labels) {
    Matrix matrix = Mat5.newMatrix(labels.length, 1);
    for (int i = 0; i < labels.length; i++) {
      matrix.setDouble(i, 0, labels[i]);
    }
    ImageFixtures.write(
        root.resolve("train_list.mat"),
        Mat5.newMatFile()
            .addArray("file_list", ImageFixtures.cell(paths, true))
            .addArray("labels", matrix));
  }

  @Test
  void readsListsOfScipy() {
    ImageList list = read();
    assertThat(list.classNames())
        .containsExactly("Chihuahua", "Japanese_spaniel", "Kerry_blue_terrier");
    assertThat(list.entries())
        .hasSize(8)
        .startsWith(
            new ImageEntry("Images/" + IMAGES.get(0), 0, Box.WHOLE, ImageSplit.TRAIN),
            new ImageEntry("Images/" + IMAGES.get(1), 0, Box.WHOLE, ImageSplit.TRAIN),
            new ImageEntry("Images/" + IMAGES.get(3), 1, Box.WHOLE, ImageSplit.TRAIN))
        .endsWith(new ImageEntry("Images/" + IMAGES.get(7), 2, Box.WHOLE, ImageSplit.TEST));
  }

  @Test
  void aMissingListIsNamed() throws IOException {
    Files.delete(root.resolve("test_list.mat"));
    refusal()
        .hasMessageContaining("test_list.mat: found no such file; expected train_list.mat")
        .hasMessageContaining("beside the folder Images; check the path");
  }

  @Test
  void aMissingImageIsNamed() throws IOException {
    Files.delete(root.resolve("Images").resolve(IMAGES.get(4)));
    refusal()
        .hasMessageContaining("train_list.mat: file_list(4): found no file ")
        .hasMessageContaining(IMAGES.get(4));
  }

  @Test
  void listsOfDifferentLengthsAreRefused() {
    writeTrain(List.of(IMAGES.get(0), IMAGES.get(1)), 1);
    refusal().hasMessageContaining("found 2 names in file_list and 1 labels; expected as many");
  }

  @Test
  void aClassIsOneFolder() {
    writeTrain(List.of(IMAGES.get(0), IMAGES.get(3)), 1, 1);
    refusal()
        .hasMessageContaining("train_list.mat: file_list(2): found the class 1 in the folder")
        .hasMessageContaining("expected n02085620-Chihuahua as before");
    writeTrain(List.of(IMAGES.get(0)), 4);
    refusal().hasMessageContaining("expected numbers from 1 on without a gap, each of another");
    writeTrain(List.of(IMAGES.get(0)), 0);
    refusal().hasMessageContaining("expected numbers from 1 on without a gap");
  }

  @Test
  void labelsAreWholeNumbers() {
    writeTrain(List.of(IMAGES.get(0)), 1.5);
    refusal().hasMessageContaining("labels(1): found 1.5; expected a whole number");
    writeTrain(List.of(IMAGES.get(0)), Double.NaN);
    refusal().hasMessageContaining("labels(1): found NaN; expected a whole number");
  }

  @Test
  void pathsHaveAFolderAndStayInside() {
    writeTrain(List.of("n02085620_5927.jpg"), 1);
    refusal().hasMessageContaining("found 'n02085620_5927.jpg'; expected a folder, '/' and");
    writeTrain(List.of("n02085620-Chihuahua/../../x.jpg"), 1);
    refusal().hasMessageContaining("expected one inside the data set, without '..'");
  }

  @Test
  void anImageInBothListsIsRefused() {
    writeTrain(List.of(IMAGES.get(2)), 1);
    refusal()
        .hasMessageContaining("test_list.mat: file_list(1): found Images/" + IMAGES.get(2))
        .hasMessageContaining("a second time");
  }

  @Test
  void emptyListsAreRefused() throws IOException {
    writeTrain(List.of());
    Files.delete(root.resolve("test_list.mat"));
    Files.copy(root.resolve("train_list.mat"), root.resolve("test_list.mat"));
    refusal().hasMessageContaining("found no image; expected at least one");
  }

  @Test
  void generatedDataSetsAreRead() {
    Path made = root.resolve("made");
    ImageFixtures.dogs(made, 3, 4);
    ImageList list = DogsList.read(DataFixtures.storage(), made.toString());
    assertThat(list.classNames()).containsExactly("kind_0", "kind_1", "kind_2");
    assertThat(list.entries()).hasSize(3 * (4 + ImageFixtures.testImages(4)));
  }
}
