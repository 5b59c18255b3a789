package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final InputShape.Image STORED = new InputShape.Image(2, 5, 6);
  private static final int SIZE = STORED.size();

  private static Pixels pictures(InputShape.Image shape, Augmentation augmentation) {
    byte[] values = new byte[2 * SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (1 + i);
    }
    PixelFormat format = new PixelFormat(STORED, shape, 1, Standardization.none(2));
    return new Pixels(values, new PixelInput(format, augmentation));
  }

  private static float[] view(Pixels pictures, int row, long id, int view) {
    float[] shown = new float[pictures.width()];
    pictures.writeView(row, id, view, shown, 0);
    return shown;
  }

  @Test
  void viewZeroIsThePictureAsItIsEvaluated() {
    Pixels pictures = pictures(STORED, new Augmentation(3, true, 1, 7, 0));
    float[] evaluated = new float[SIZE];
    pictures.write(1, 1, evaluated, 0);
    assertThat(view(pictures, 1, 9, 0)).isEqualTo(evaluated);
  }

  @Test
  void aViewDependsOnSeedIdAndViewAlone() {
    Augmentation augmentation = new Augmentation(3, true, 1, 7, 0);
    PixelFormat format = pictures(STORED, augmentation).input().format();
    assertThat(augmentation.window(9, 4, format)).isEqualTo(augmentation.window(9, 4, format));
    Set<Augmentation.Window> ofIds = new HashSet<>();
    Set<Augmentation.Window> ofViews = new HashSet<>();
    Set<Augmentation.Window> ofSeeds = new HashSet<>();
    for (int i = 1; i <= 500; i++) {
      ofIds.add(augmentation.window(i, 4, format));
      ofViews.add(augmentation.window(9, i, format));
      ofSeeds.add(new Augmentation(3, true, 1, i, 0).window(9, 4, format));
    }
    // 7 x 7 places, mirrored or not: of 98, 500 draws meet nearly all.
    assertThat(ofIds).hasSizeBetween(90, 98);
    assertThat(ofViews).hasSizeBetween(90, 98);
    assertThat(ofSeeds).hasSizeBetween(90, 98);
  }

  @Test
  void aPaddedCropIsThePictureMovedWithZerosBesideIt() {
    Augmentation augmentation = new Augmentation(2, false, 1, 7, 0);
    Pixels pictures = pictures(STORED, augmentation);
    for (int view = 1; view <= 50; view++) {
      Augmentation.Window window = augmentation.window(9, view, pictures.input().format());
      float[] shown = view(pictures, 1, 9, view);
      for (int c = 0; c < 2; c++) {
        for (int y = 0; y < 5; y++) {
          for (int x = 0; x < 6; x++) {
            int row = y + window.top();
            int column = x + window.left();
            boolean inside = row >= 0 && row < 5 && column >= 0 && column < 6;
            int expected = inside ? 1 + SIZE + (c * 5 + row) * 6 + column : 0;
            assertThat(shown[(c * 5 + y) * 6 + x]).isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  void aMirroredViewIsReadFromTheRight() {
    Augmentation augmentation = new Augmentation(0, true, 1, 7, 0);
    Pixels pictures = pictures(STORED, augmentation);
    float[] plain = view(pictures, 0, 9, 0);
    int mirrored = 0;
    for (int view = 1; view <= 200; view++) {
      float[] shown = view(pictures, 0, 9, view);
      if (!Arrays.equals(shown, plain)) {
        mirrored++;
        for (int i = 0; i < SIZE; i++) {
          assertThat(shown[i]).isEqualTo(plain[i / 6 * 6 + 5 - i % 6]);
        }
      }
    }
    assertThat(mirrored).isBetween(70, 130);
  }

  @Test
  void aCropSmallerThanThePictureMayLieAnywhereInIt() {
    Augmentation augmentation = new Augmentation(0, true, 1, 7, 0);
    Pixels pictures = pictures(new InputShape.Image(2, 3, 3), augmentation);
    Set<Integer> tops = new HashSet<>();
    for (int view = 1; view <= 100; view++) {
      tops.add(augmentation.window(9, view, pictures.input().format()).top());
      assertThat(view(pictures, 0, 9, view)).hasSize(18);
    }
    assertThat(tops).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void aResizedCropOfARampIsARampBetweenItsEnds() {
    // Bytes grow by 1 along a row, so that a resized crop grows by width / 6 a pixel inside.
    Augmentation augmentation = new Augmentation(0, false, 0.1, 7, 0);
    InputShape.Image stored = new InputShape.Image(1, 40, 40);
    byte[] values = new byte[1600];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i % 40);
    }
    PixelFormat format =
        new PixelFormat(stored, new InputShape.Image(1, 20, 20), 1, Standardization.none(1));
    Pixels pictures = new Pixels(values, new PixelInput(format, augmentation));
    double least = 1;
    for (int view = 1; view <= 100; view++) {
      Augmentation.Window window = augmentation.window(9, view, format);
      double share = window.width() * window.height() / 1600.0;
      double ratio = window.width() / (double) window.height();
      least = Math.min(least, share);
      assertThat(share).isBetween(0.08, 1.0);
      assertThat(ratio).isBetween(0.7, 1.45);
      float[] shown = view(pictures, 0, 9, view);
      for (int x = 0; x < 20; x++) {
        double place = (x + 0.5) * window.width() / 20 - 0.5;
        double expected = window.left() + Math.max(0, Math.min(window.width() - 1, place));
        int column = x;
        assertThat(IntStream.range(0, 20).mapToDouble(y -> shown[y * 20 + column]))
            .allSatisfy(n -> assertThat(n).isCloseTo(expected, within(1e-4)));
      }
    }
    assertThat(least).isLessThan(0.3);
  }

  @Test
  void epochsTakeTurnsWhereViewsAreCounted() {
    assertThat(IntStream.range(0, 5).map(new Augmentation(1, true, 1, 7, 3)::view))
        .containsExactly(1, 2, 3, 1, 2);
    assertThat(IntStream.range(0, 5).map(new Augmentation(1, true, 1, 7, 0)::view))
        .containsExactly(1, 2, 3, 4, 5);
  }
}
