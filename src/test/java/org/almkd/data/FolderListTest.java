package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderListTest {
  @TempDir private Path root;

  private void files(String... paths) throws IOException {
    for (String path : paths) {
      Files.createDirectories(root.resolve(path).getParent());
      Files.createFile(root.resolve(path));
    }
  }

  private ImageList read() {
    return FolderList.read(DataFixtures.storage(), root.toString());
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refusal() {
    return assertThatThrownBy(this::read).isInstanceOf(InvalidDataException.class);
  }

  @Test
  void foldersAreClassesInTheOrderOfTheirCodePoints() throws IOException {
    // As Java compares texts, the first of the last two, a pair of surrogates, would come first.
    files("b/1.jpg", "a b/1.jpg", "Z#%/1.jpg", "\uD83D\uDC31/1.jpg", "\uFF21/1.jpg");
    ImageList list = read();
    assertThat(list.classNames()).containsExactly("Z#%", "a b", "b", "\uFF21", "\uD83D\uDC31");
    assertThat(list.entries())
        .startsWith(
            new ImageEntry("Z#%/1.jpg", 0, Box.WHOLE, ImageSplit.NONE),
            new ImageEntry("a b/1.jpg", 1, Box.WHOLE, ImageSplit.NONE));
    assertThat(list.entries()).extracting(ImageEntry::label).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aLinkToAFolderAboveIsRefused() throws IOException {
    files("a/1.jpg", "b/1.jpg");
    Files.createSymbolicLink(root.resolve("a/self"), Path.of("."));
    Files.createSymbolicLink(root.resolve("a/same"), Path.of("."));
    refusal()
        .hasMessageContaining("found folders more than 32 deep")
        .hasMessageContaining("no link to a folder above itself");
  }

  @Test
  void takesImagesAtAnyDepthAndNothingElse() throws IOException {
    files(
        "a/2.JPG",
        "a/1.Jpeg",
        "a/deep/er/0.png",
        "a/notes.txt",
        "a/.hidden.jpg",
        "a/_thumb.jpg",
        "a/_cache/1.jpg",
        "b/x.jpg",
        ".git/1.jpg",
        "_SUCCESS",
        "README.md");
    assertThat(read().entries())
        .extracting(ImageEntry::path)
        .containsExactly("a/1.Jpeg", "a/2.JPG", "a/deep/er/0.png", "b/x.jpg");
  }

  @Test
  void trainAndTestFoldersAreSplits() throws IOException {
    files("train/a/1.jpg", "train/b/1.jpg", "test/b/1.jpg");
    assertThat(read().entries())
        .containsExactly(
            new ImageEntry("train/a/1.jpg", 0, Box.WHOLE, ImageSplit.TRAIN),
            new ImageEntry("train/b/1.jpg", 1, Box.WHOLE, ImageSplit.TRAIN),
            new ImageEntry("test/b/1.jpg", 1, Box.WHOLE, ImageSplit.TEST));
    files("validation/a/1.jpg");
    assertThat(read().entries())
        .contains(new ImageEntry("validation/a/1.jpg", 0, Box.WHOLE, ImageSplit.VALIDATION));
    files("val/a/1.jpg");
    refusal()
        .hasMessageContaining("found the folders [test, train, val, validation]")
        .hasMessageContaining("expected train, test and perhaps val or validation");
  }

  @Test
  void onlyOneOfTrainAndTestIsAClass() throws IOException {
    files("train/1.jpg", "car/1.jpg");
    assertThat(read().classNames()).containsExactly("car", "train");
    files("test/1.jpg");
    refusal().hasMessageContaining("found the folders [car, test, train]");
  }

  @Test
  void foldersOfSplitsAreNoClasses() throws IOException {
    files("train/a/1.jpg", "val/a/1.jpg");
    refusal()
        .hasMessageContaining(
            "found the folders [train, val]; expected train, test and perhaps val or validation, or else classes; rename them");
  }

  @Test
  void foldersOfSplitsInCapitalsAreNamed() throws IOException {
    files("Train/a/1.jpg", "Test/a/1.jpg");
    refusal().hasMessageContaining("found the folders [Test, Train]; expected train, test");
  }

  @Test
  void aClassWithoutTrainingImagesIsNamed() throws IOException {
    files("train/a/1.jpg", "test/a/1.jpg", "test/c/1.jpg");
    refusal().hasMessageContaining("/test: found the classes [c]; expected those of train alone");
  }

  @Test
  void anEmptyClassIsNamed() throws IOException {
    files("a/1.jpg", "b/notes.txt");
    refusal().hasMessageContaining("/b: found a class without images; expected .jpg, .jpeg or");
  }

  @Test
  void imagesOutsideOfClassesAreNamed() throws IOException {
    files("a/1.jpg", "loose.png");
    refusal()
        .hasMessageContaining("found the image loose.png, and 0 others, beside the folders")
        .hasMessageContaining("expected each image in the folder of its class");
  }

  @Test
  void anEmptyOrMissingRootIsNamed() {
    refusal().hasMessageContaining("found no folder; expected a folder for each class");
    assertThatThrownBy(() -> FolderList.read(DataFixtures.storage(), root + "/no"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot read %s/no: found no such folder; expected a folder of images; check the path"
                .formatted(root));
  }

  @Test
  void imagesWithoutClassesAreFoundAtAnyDepth() throws IOException {
    files("new/1.jpg", "2.png", "notes.txt");
    ImageList list = FolderList.unlabelled(DataFixtures.storage(), root.toString());
    assertThat(list.classNames()).isEmpty();
    assertThat(list.entries())
        .containsExactly(
            new ImageEntry("2.png", SourceRow.NO_LABEL, Box.WHOLE, ImageSplit.NONE),
            new ImageEntry("new/1.jpg", SourceRow.NO_LABEL, Box.WHOLE, ImageSplit.NONE));
    Path empty = Files.createDirectories(root.resolve("empty"));
    assertThatThrownBy(() -> FolderList.unlabelled(DataFixtures.storage(), empty.toString()))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("empty: found no image; expected .jpg, .jpeg or .png files");
  }

  @Test
  void generatedDataSetsAreReadAndTheSameInEveryRun() throws IOException {
    ImageFixtures.splitFolders(root.resolve("one"), 11, 2);
    ImageFixtures.splitFolders(root.resolve("two"), 11, 2);
    ImageList one = FolderList.read(DataFixtures.storage(), root + "/one");
    assertThat(one.entries()).hasSize(11 * (2 + 1 + 1));
    assertThat(one.classNames().get(10)).isEqualTo("class-10");
    assertThat(FolderList.read(DataFixtures.storage(), root + "/two")).isEqualTo(one);
    for (ImageEntry entry : one.entries()) {
      assertThat(root.resolve("one").resolve(entry.path()))
          .hasSameBinaryContentAs(root.resolve("two").resolve(entry.path()));
    }
  }
}
