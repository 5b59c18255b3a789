package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FeaturesTest {
  private static final InputShape.Image STORED = new InputShape.Image(2, 3, 4);

  @Test
  void numbersAreGivenAsTheyAre() {
    Features rows = Features.of(new float[] {1, 2, 3, 4, 5, 6}, 3);
    assertThat(rows.width()).isEqualTo(2);
    float[] to = new float[5];
    rows.write(1, 2, to, 1);
    assertThat(to).containsExactly(0, 3, 4, 5, 6);
    assertThat(rows.select(new int[] {2, 0}).floats()).containsExactly(5, 6, 1, 2);
  }

  @Test
  void bytesAreUnsignedAndDividedInDouble() {
    InputShape.Image shape = new InputShape.Image(1, 1, 3);
    Pixels row =
        new Pixels(new byte[] {0, 1, (byte) 255}, new PixelInput(PixelFormat.scaled(shape, 255)));
    assertThat(row.floats()).containsExactly(0, (float) (1 / 255.0), 1);
  }

  @Test
  void theMiddleIsGivenEachChannelByItsMeanAndDeviation() {
    PixelFormat format =
        new PixelFormat(
            STORED,
            new InputShape.Image(2, 1, 2),
            2,
            new Standardization(new double[] {1, 10}, new double[] {0.5, 4}));
    byte[] values = new byte[48];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (3 * i);
    }
    Pixels rows = new Pixels(values, new PixelInput(format));
    assertThat(rows.rows()).isEqualTo(2);
    assertThat(rows.width()).isEqualTo(4);
    float[] to = new float[4];
    rows.write(1, 1, to, 0);
    // Picture 1 starts at 24; channel 0, row 1, columns 1 and 2 are bytes 24 + 4 + 1 and + 2.
    assertThat(to)
        .containsExactly(
            (float) ((3 * 29 / 2.0 - 1) / 0.5),
            (float) ((3 * 30 / 2.0 - 1) / 0.5),
            (float) ((3 * 41 / 2.0 - 10) / 4),
            (float) ((3 * 42 / 2.0 - 10) / 4));
  }

  @Test
  void partsOfOneKindAreJoinedAndNoPartsAreNoRows() {
    Features one = Features.of(new float[] {1, 2}, 1);
    Features two = Features.of(new float[] {3, 4, 5, 6}, 2);
    Features none = Features.of(new float[0], 0);
    assertThat(Features.join(List.of(none, one, two)).floats()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Features.join(List.of()).rows()).isZero();
  }

  @Test
  void aFormatIsReadAsItWasWritten() {
    PixelFormat format =
        new PixelFormat(
            STORED,
            new InputShape.Image(2, 2, 2),
            0.1,
            new Standardization(new double[] {0.1, 0.2}, new double[] {1 / 3.0, 2}));
    PixelFormat read = PixelFormat.parse(format.text());
    assertThat(read.text()).isEqualTo(format.text());
    assertThat(read.divisor()).isEqualTo(0.1);
    assertThat(read.channels().deviation()).containsExactly(1 / 3.0, 2);
    assertThat(read.shape()).isEqualTo(new InputShape.Image(2, 2, 2));
  }

  @Test
  void aMiddleLargerThanThePictureIsRefused() {
    assertThatThrownBy(
            () ->
                new PixelFormat(STORED, new InputShape.Image(2, 4, 4), 1, Standardization.none(2)))
        .hasMessage(
            "found pictures of 2x3x4 and 2 means of channels for networks that take 2x4x4;"
                + " expected as many channels, and at most as many pixels");
  }
}
