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

class AircraftListTest {
  @TempDir private Path root;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(root.resolve("data/images"));
    for (String number : List.of("1025794", "0056978", "2001816", "0034309")) {
      Files.createFile(root.resolve("data/images/" + number + ".jpg"));
    }
    text("variants", "707-320\nBoeing 737-200\nF/A-18\n");
    text("images_variant_train", "1025794 Boeing 737-200\n0056978 F/A-18\n");
    text("images_variant_val", "2001816 707-320\r\n");
    text("images_variant_test", "0034309 F/A-18");
  }

  private void text(String name, String text) throws IOException {
    Files.writeString(root.resolve("data/" + name + ".txt"), text);
  }

  private ImageList read() {
    return AircraftList.read(DataFixtures.storage(), root.toString());
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refusal() {
    return assertThatThrownBy(this::read).isInstanceOf(InvalidDataException.class);
  }

  @Test
  void namesMayHoldBlanksAndSlashes() {
    assertThat(read())
        .isEqualTo(
            new ImageList(
                List.of(
                    new ImageEntry("data/images/1025794.jpg", 1, Box.WHOLE, ImageSplit.TRAIN),
                    new ImageEntry("data/images/0056978.jpg", 2, Box.WHOLE, ImageSplit.TRAIN),
                    new ImageEntry("data/images/2001816.jpg", 0, Box.WHOLE, ImageSplit.VALIDATION),
                    new ImageEntry("data/images/0034309.jpg", 2, Box.WHOLE, ImageSplit.TEST)),
                List.of("707-320", "Boeing 737-200", "F/A-18"),
                20));
  }

  @Test
  void aMissingListIsNamed() throws IOException {
    for (String name :
        List.of("variants", "images_variant_train", "images_variant_val", "images_variant_test")) {
      Path file = root.resolve("data/" + name + ".txt");
      String text = Files.readString(file);
      Files.delete(file);
      refusal()
          .hasMessageContaining("Cannot read " + file + ": found no such file")
          .hasMessageContaining("of FGVC-Aircraft; check the path");
      Files.writeString(file, text);
    }
  }

  @Test
  void wrongLinesAreNamedTogether() throws IOException {
    text("images_variant_train", "1025794\n\n0056978 F/A-81\n../../x F/A-18\n9999999 F/A-18\n");
    refusal()
        .hasMessageContaining("4 problems")
        .hasMessageContaining("images_variant_train.txt: line 1: found '1025794'; expected the")
        .hasMessageContaining("line 3: found the variant 'F/A-81' (did you mean F/A-18?)")
        .hasMessageContaining("line 4: found the path 'data/images/../../x.jpg'")
        .hasMessageContaining("line 5: found no file ");
  }

  @Test
  void anImageOfTwoPartsIsRefused() throws IOException {
    text("images_variant_test", "1025794 Boeing 737-200\n");
    refusal()
        .hasMessageContaining("images_variant_test.txt: line 1: found data/images/1025794.jpg a")
        .hasMessageContaining("second time; expected each image once");
  }

  @Test
  void equalVariantsAndEmptyListsAreRefused() throws IOException {
    text("variants", "F/A-18\nF/A-18\n");
    refusal().hasMessageContaining("found two classes of the name 'F/A-18'");
    text("variants", "F/A-18\n");
    for (String part : List.of("train", "val", "test")) {
      text("images_variant_" + part, "\n");
    }
    refusal().hasMessageContaining("found no image; expected at least one");
  }

  @Test
  void generatedDataSetsAreReadWithoutTheirBanner() {
    Path made = root.resolve("made");
    ImageFixtures.aircraft(made, 3, 2);
    ImageList list = AircraftList.read(DataFixtures.storage(), made.toString());
    assertThat(list.entries()).hasSize(3 * (2 + 1 + 1));
    String path = made + "/" + list.entries().get(0).path();
    ImageDecoder whole = new ImageDecoder(0, 0, ImageLimits.DEFAULT);
    ImageDecoder cropped = new ImageDecoder(0, list.cropBottom(), ImageLimits.DEFAULT);
    int height = whole.read(DataFixtures.storage(), path, Box.WHOLE).shape().height();
    assertThat(cropped.read(DataFixtures.storage(), path, Box.WHOLE).shape().height())
        .isEqualTo(height - 20);
  }
}
