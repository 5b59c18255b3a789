package org.almkd.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures and their expected pixels are Pillow's: see src/test/scripts/make_image_fixtures.py. */
class ImageDecoderTest {
  private static final Path PICTURES = Path.of("src/test/resources/pictures");
  private static final int SIDE = 12;

  @TempDir private Path folder;

  private static ImageDecoder decoder(int side) {
    return new ImageDecoder(side, 0, ImageLimits.DEFAULT);
  }

  private static byte[] picture(String name) throws IOException {
    return Files.readAllBytes(PICTURES.resolve(name));
  }

  private static byte[] encoded(BufferedImage image, String type) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, type, out)).isTrue();
    return out.toByteArray();
  }

  private static void assertRefused(byte[] file, String... parts) {
    assertThatThrownBy(() -> decoder(SIDE).decode("set/a.jpg", file, Box.WHOLE))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith("Cannot decode set/a.jpg: ")
        .hasMessageContainingAll(parts)
        .hasMessageContaining("; expected ");
  }

  /** Lossless files to the bit; blending on white may round the other way. */
  @ParameterizedTest
  @CsvSource({
    "plain.png, 0",
    "enlarged.png, 0",
    "palette.png, 0",
    "two-colours.png, 0",
    "grey-8.png, 0",
    "grey-16.png, 0",
    "alpha.png, 1",
    "grey-alpha.png, 1",
    "one-clear-colour.png, 1",
    // Other versions of libjpeg may smooth colours in another way.
    "baseline.jpg, 3",
    "baseline-444.jpg, 1",
    "progressive.jpg, 3",
    "grey.jpg, 1",
    "profile.jpg, 3",
    "inks.jpg, 3",
    "turned-2.jpg, 3",
    "turned-3.jpg, 3",
    "turned-4.jpg, 3",
    "turned-5.jpg, 3",
    "turned-6.jpg, 3",
    "turned-7.jpg, 3",
    "turned-8.jpg, 3",
  })
  void givesThePixelsOfAnIndependentDecoder(String name, int tolerance) throws IOException {
    DecodedImage image = decoder(SIDE).decode(name, picture(name), Box.WHOLE);
    byte[] expected = picture(name.substring(0, name.lastIndexOf('.')) + ".rgb");
    assertThat(image.shape()).isEqualTo(new InputShape.Image(3, SIDE, SIDE));
    assertThat(expected).hasSize(3 * SIDE * SIDE);
    for (int i = 0; i < expected.length; i++) {
      assertThat(image.pixels()[i] & 0xff)
          .as("%s, place %d", name, i)
          .isCloseTo(expected[i] & 0xff, within(tolerance));
    }
  }

  @Test
  void greyPicturesHaveThreeEqualChannels() throws IOException {
    byte[] pixels = decoder(SIDE).decode("grey.jpg", picture("grey.jpg"), Box.WHOLE).pixels();
    int plane = SIDE * SIDE;
    assertThat(Arrays.copyOfRange(pixels, plane, 2 * plane))
        .isEqualTo(Arrays.copyOf(pixels, plane))
        .isEqualTo(Arrays.copyOfRange(pixels, 2 * plane, 3 * plane));
  }

  @Test
  void sixteenBitsOfColourAreRoundedToEight() throws IOException {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, 1, DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(1, 1);
    raster.setPixel(0, 0, new int[] {128, 129, 65535});
    byte[] file = encoded(new BufferedImage(model, raster, false, null), "png");
    assertThat(decoder(0).decode("deep.png", file, Box.WHOLE).pixels())
        .containsExactly(0, 1, (byte) 255);
  }

  /**
   * Written without any conversion: Y 255 and no colour is no cyan, magenta, yellow in a file of
   * Adobe.
   */
  @Test
  void inksAsLumaAndChromaBecomeColours() throws IOException {
    int[] white = {0, 128, 128, 255};
    int[] red = {179, 171, 1, 255};
    int[] halfBlack = {0, 128, 128, 128};
    assertThat(ofInks(white)).containsExactly(255, 255, 255);
    int[] found = ofInks(red);
    assertThat(found[0]).isCloseTo(254, within(3));
    assertThat(found[1]).isCloseTo(1, within(3));
    assertThat(found[2]).isCloseTo(0, within(3));
    assertThat(ofInks(halfBlack)).containsExactly(128, 128, 128);
  }

  private static int[] ofInks(int[] samples) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, samples);
    }
    byte[] pixels = decoder(1).decode("inks.jpg", withAdobe(raster, 2), Box.WHOLE).pixels();
    return new int[] {pixels[0] & 0xff, pixels[1] & 0xff, pixels[2] & 0xff};
  }

  /** A JPEG file of four channels, with Adobe's segment put behind the first two bytes. */
  private static byte[] withAdobe(Raster raster, int transform) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(new IIOImage(raster, null, null));
    }
    writer.dispose();
    byte[] segment = {
      (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform
    };
    byte[] plain = out.toByteArray();
    return ByteBuffer.allocate(plain.length + segment.length)
        .put(plain, 0, 2)
        .put(segment)
        .put(plain, 2, plain.length - 2)
        .array();
  }

  @Test
  void theBoxIsCutOutBeforeResizing() throws IOException {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    image.setRGB(10, 5, 0xff0000);
    byte[] file = encoded(image, "png");
    DecodedImage one = decoder(0).decode("a.png", file, Box.ofFirstAndLast(11, 6, 11, 6));
    assertThat(one.shape()).isEqualTo(new InputShape.Image(3, 1, 1));
    assertThat(one.pixels()).containsExactly((byte) 255, 0, 0);
    assertThat(decoder(0).decode("a.png", file, Box.ofFirstAndLast(11, 6, 90, 90)).shape())
        .isEqualTo(new InputShape.Image(3, 25, 30));
    assertThat(decoder(5).decode("a.png", file, Box.ofFirstAndLast(1, 1, 10, 5)).pixels())
        .containsOnly(0);
  }

  @Test
  void aBoxOutsideOfThePictureIsRefused() {
    assertThatThrownBy(() -> decoder(0).decode("a.png", picture("plain.png"), new Box(53, 0, 5, 5)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("Cannot decode a.png: found 53 x 38 pixels")
        .hasMessageContaining("expected some in the box 53, 0 of 5 x 5 pixels");
  }

  @Test
  void theLowestRowsAreCutOff() throws IOException {
    BufferedImage image = new BufferedImage(8, 28, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, 0xffffff);
    }
    ImageDecoder cropping = new ImageDecoder(0, 20, ImageLimits.DEFAULT);
    DecodedImage found = cropping.decode("a.png", encoded(image, "png"), Box.WHOLE);
    assertThat(found.shape()).isEqualTo(new InputShape.Image(3, 8, 8));
    assertThat(found.pixels()).containsOnly((byte) 255);

    byte[] low = encoded(new BufferedImage(8, 20, BufferedImage.TYPE_INT_RGB), "png");
    assertThatThrownBy(() -> cropping.decode("low.png", low, Box.WHOLE))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("Cannot decode low.png: found 8 x 20 pixels, of which the lowest 20");
  }

  @Test
  void sideZeroKeepsTheSize() throws IOException {
    DecodedImage image = decoder(0).decode("plain.png", picture("plain.png"), Box.WHOLE);
    assertThat(image.shape()).isEqualTo(new InputShape.Image(3, 38, 53));
  }

  @Test
  void veryLongPicturesGiveTheirMiddle() throws IOException {
    BufferedImage image = new BufferedImage(3000, 1, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 3000; x++) {
      image.setRGB(x, 0, x < 1500 ? 0 : 0xffffff);
    }
    byte[] pixels = decoder(4).decode("long.png", encoded(image, "png"), Box.WHOLE).pixels();
    assertThat(Arrays.copyOf(pixels, 4)).containsExactly(32, 96, (byte) 159, (byte) 223);
  }

  @Test
  void picturesThatAreTooLongAreRefused() throws IOException {
    BufferedImage image = new BufferedImage(1_000_000, 1, BufferedImage.TYPE_BYTE_GRAY);
    byte[] file = encoded(image, "png");
    assertThatThrownBy(() -> decoder(224).decode("long.png", file, Box.WHOLE))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("Cannot decode long.png")
        .hasMessageContaining(
            "found a picture of 1000000 x 1 pixels, too long to be resized to a shorter side of 224");
  }

  @Test
  void contentsCountAndNotTheName() throws IOException {
    assertThat(decoder(SIDE).decode("dog.jpg", picture("plain.png"), Box.WHOLE).pixels())
        .isEqualTo(picture("plain.rgb"));
  }

  @Test
  void isTheSameFromManyThreads() throws IOException {
    byte[] file = picture("progressive.jpg");
    byte[] expected = decoder(SIDE).decode("a.jpg", file, Box.WHOLE).pixels();
    assertThat(
            IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> decoder(SIDE).decode("a.jpg", file, Box.WHOLE).pixels())
                .toList())
        .allSatisfy(found -> assertThat(found).isEqualTo(expected));
  }

  @Test
  void readsFromStorage() throws IOException {
    Path file = Files.write(folder.resolve("a b.png"), picture("plain.png"));
    assertThat(decoder(SIDE).read(DataFixtures.storage(), file.toString(), Box.WHOLE).pixels())
        .isEqualTo(picture("plain.rgb"));
  }

  @Test
  void aFileLargerThanTheLimitIsRefused() throws IOException {
    byte[] bytes = picture("plain.png");
    Path file = Files.write(folder.resolve("large.png"), bytes);
    ImageDecoder strict = new ImageDecoder(4, 0, new ImageLimits(10_000, bytes.length - 1));
    assertThatThrownBy(() -> strict.read(DataFixtures.storage(), file.toString(), Box.WHOLE))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("large.png: found more than %d bytes".formatted(bytes.length - 1));
    ImageDecoder exact = new ImageDecoder(4, 0, new ImageLimits(10_000, bytes.length));
    assertThat(exact.decode("large.png", bytes, Box.WHOLE).pixels()).hasSize(48);
  }

  /** A header that promises more than the memory: nothing but the header may be looked at. */
  @ParameterizedTest
  @ValueSource(strings = {"plain.png", "baseline.jpg"})
  void tooManyPixelsAreRefusedBeforeTheyAreDecoded(String name) throws IOException {
    byte[] file = picture(name);
    if (name.endsWith("png")) {
      ByteBuffer.wrap(file).putInt(16, 60_000).putInt(20, 60_000);
      repairSum(file, 12, 17);
    } else {
      int frame = frame(file);
      ByteBuffer.wrap(file).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000);
    }
    assertRefused(file, "found 60000 x 60000 pixels; expected at most 64000000 in all");
  }

  private static void repairSum(byte[] file, int from, int length) {
    CRC32 sum = new CRC32();
    sum.update(file, from, length);
    ByteBuffer.wrap(file).putInt(from + length, (int) sum.getValue());
  }

  private static int frame(byte[] jpeg) {
    return IntStream.range(0, jpeg.length)
        .filter(i -> jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xc0)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsNoImageIsNamed() {
    assertRefused(new byte[0], "found an empty file");
    assertRefused(
        "<!DOCTYPE html><html>404</html>".getBytes(UTF_8), "a file that begins with '<!DOCTYP'");
    assertRefused("GIF89a\1\0\1\0".getBytes(UTF_8), "begins with 'GIF89a??'");
    assertRefused(
        new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff}, "found damage in its 3 bytes");
  }

  /** Wherever a file is cut, it is either refused or still has all its pixels. */
  @ParameterizedTest
  @ValueSource(
      strings = {"plain.png", "palette.png", "baseline.jpg", "progressive.jpg", "inks.jpg"})
  void cutFilesAreRefused(String name) throws IOException {
    byte[] whole = picture(name);
    for (int length = 8; length < whole.length - 2; length += 7) {
      assertRefused(Arrays.copyOf(whole, length), "found damage in its " + length + " bytes");
    }
  }

  @Test
  void changedBytesOfPngFilesAreRefused() throws IOException {
    byte[] whole = picture("plain.png");
    for (int at = 8; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x40;
      assertRefused(changed, "found damage in its " + whole.length + " bytes");
    }
  }

  /**
   * Most changes of a JPEG file give another picture; none may give anything but one or a refusal.
   */
  @Test
  void changedBytesOfJpegFilesAreAPictureOrARefusal() throws IOException {
    byte[] whole = picture("baseline.jpg");
    int refused = 0;
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x55;
      try {
        assertThat(decoder(4).decode("a.jpg", changed, Box.WHOLE).pixels()).hasSize(48);
      } catch (InvalidDataException e) {
        assertThat(e).hasMessageStartingWith("Cannot decode a.jpg: found ");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  /** Behind its name, an end of the name and two numbers of parts, the profile begins. */
  @Test
  void aDamagedColourProfileIsNoDamage() throws IOException {
    byte[] file = picture("profile.jpg");
    byte[] expected = decoder(SIDE).decode("a.jpg", file, Box.WHOLE).pixels();
    int name = new String(file, ISO_8859_1).indexOf("ICC_PROFILE");
    assertThat(name).isPositive();
    Arrays.fill(file, name + 14, name + 200, (byte) 7);
    assertThat(decoder(SIDE).decode("a.jpg", file, Box.WHOLE).pixels()).isEqualTo(expected);
  }

  @Test
  void bytesBehindTheEndAreNoDamage() throws IOException {
    for (String name : new String[] {"plain.png", "baseline.jpg"}) {
      byte[] file = picture(name);
      assertThat(
              decoder(SIDE)
                  .decode(name, Arrays.copyOf(file, file.length + 100), Box.WHOLE)
                  .pixels())
          .isEqualTo(decoder(SIDE).decode(name, file, Box.WHOLE).pixels());
    }
  }

  @Test
  void sizesAndLimitsAreChecked() {
    assertThatThrownBy(() -> decoder(-1))
        .hasMessage(
            "found a side of -1 pixels and 0 rows to cut off; expected 0 to 4096, and at least 0");
    assertThatThrownBy(() -> new ImageLimits(0, 1))
        .hasMessageContaining("found limits of 0 pixels and 1 bytes; expected 1 to");
    assertThatThrownBy(() -> new Box(-1, 0, 1, 1))
        .hasMessageContaining("found the box -1, 0 of 1 x 1 pixels");
  }
}
