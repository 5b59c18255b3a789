package org.almkd.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.almkd.config.Architecture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class InferenceBatchTest {
  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
  }

  @Test
  void batchesOfSmallPicturesAreOf128AndOfLargeOnesOfWhatTakes256Mebibytes() {
    assertThat(InferenceBatch.imagesOf(1)).isEqualTo(128);
    assertThat(InferenceBatch.imagesOf(1 << 19)).isEqualTo(128);
    assertThat(InferenceBatch.imagesOf(224 * 224 * 128)).isEqualTo(10);
    assertThat(InferenceBatch.imagesOf(Integer.MAX_VALUE)).isEqualTo(1);
  }

  @Test
  void theLargestArrayOfTheTrunkCounts() {
    Architecture wide = new Architecture.WideResNet(10, 4);
    assertThat(rows(wide, 32)).isEqualTo(128);
    // The first group: 64 channels of 128 x 128 pixels.
    assertThat(rows(wide, 128)).isEqualTo((1 << 26) / (64 * 128 * 128));
  }

  private static int rows(Architecture architecture, int side) {
    return Network.create(ImageSpecs.of(architecture, side, 10, DataType.FLOAT)).inferenceRows();
  }
}
