package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ThumbnailTest {
  private static final PixelInput INPUT =
      new PixelInput(PixelFormat.scaled(new InputShape.Image(1, 8, 32), 255));

  private static BufferedImage decoded(Thumbnail thumbnail) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(thumbnail.toPng()));
  }

  @Test
  void everyGreyLevelIsWhatIsStored() throws IOException {
    byte[] rows = new byte[512];
    for (int i = 0; i < 256; i++) {
      rows[256 + i] = (byte) i;
    }
    BufferedImage image = decoded(Thumbnail.of(new Pixels(rows, INPUT), 1));
    assertThat(image.getWidth()).isEqualTo(32);
    assertThat(image.getHeight()).isEqualTo(8);
    assertThat(image.getRaster().getNumBands()).isEqualTo(1);
    for (int i = 0; i < 256; i++) {
      assertThat(image.getRaster().getSample(i % 32, i / 32, 0)).isEqualTo(i);
    }
  }

  @Test
  void coloursStayInTheirChannels() throws IOException {
    byte[] pixels = {10, 20, (byte) 130, (byte) 140, (byte) 250, (byte) 255};
    BufferedImage image = decoded(new Thumbnail(pixels, new InputShape.Image(3, 1, 2)));
    assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(10 << 16 | 130 << 8 | 250);
    assertThat(image.getRGB(1, 0) & 0xffffff).isEqualTo(20 << 16 | 140 << 8 | 255);
  }

  @Test
  void largePicturesAreAveragedToSixtyFourPixels() throws IOException {
    byte[] pixels = new byte[128 * 64];
    for (int i = 0; i < pixels.length; i++) {
      // Squares of four: 4k - 4, 4k, 4k and 4k + 4 for the square k of a row, as far as bytes go.
      int square = i % 64 / 2;
      pixels[i] = (byte) (4 * square + 4 * (i % 2 + i / 64 % 2 - 1) + 4);
    }
    BufferedImage image = decoded(new Thumbnail(pixels, new InputShape.Image(1, 128, 64)));
    assertThat(image.getHeight()).isEqualTo(64);
    assertThat(image.getWidth()).isEqualTo(32);
    for (int x = 0; x < 32; x++) {
      assertThat(image.getRaster().getSample(x, 63, 0)).isEqualTo(4 * x + 4);
    }
  }

  @Test
  void sidesThatAreNoMultipleAreCoveredWhole() throws IOException {
    byte[] pixels = new byte[100 * 1000];
    pixels[pixels.length - 1] = (byte) 255;
    BufferedImage image = decoded(new Thumbnail(pixels, new InputShape.Image(1, 100, 1000)));
    assertThat(image.getWidth()).isEqualTo(64);
    assertThat(image.getHeight()).isEqualTo(6);
    assertThat(image.getRaster().getSample(63, 5, 0)).isEqualTo(1);
    assertThat(image.getRaster().getSample(62, 5, 0)).isZero();
  }
}
