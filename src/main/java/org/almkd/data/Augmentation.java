package org.almkd.data;

import java.io.Serializable;
import java.util.SplittableRandom;
import org.almkd.config.AugmentationConfig;

/**
 * Random changes of a training picture, as a pure function of (seed, id, view): whichever task of
 * whichever attempt draws a view, and whether for a student or for its teacher, it is the same.
 * View 0 is the picture as it is evaluated.
 *
 * <p>Padding and cropping as in K. He et al., Deep residual learning for image recognition, 2016;
 * random resized crops as in C. Szegedy et al., Going deeper with convolutions, 2015.
 *
 * @param pad pixels of value 0 around a picture, out of which the crop is taken; at least 0
 * @param flip whether half of the views are mirrored
 * @param leastArea least share of the area that a crop has, which is then resized; 1: crops keep
 *     their size
 * @param salt seed of the draws
 * @param views views of a picture that differ; 0: as many as epochs
 */
public record Augmentation(int pad, boolean flip, double leastArea, long salt, int views)
    implements Serializable {
  /** Changes nothing. */
  public static final Augmentation NONE = new Augmentation(0, false, 1, 0, 0);

  private static final double LOG_RATIO = Math.log(4 / 3.0);
  private static final int TRIES = 10;

  /** Returns what a run configures. */
  public static Augmentation of(AugmentationConfig config, long seed) {
    return config.changes()
        ? new Augmentation(
            config.pad(),
            config.flip(),
            config.leastArea(),
            SeededHash.salt(seed, "augmentation"),
            config.softLabels() == AugmentationConfig.SoftLabelMode.VIEWS ? config.views() : 0)
        : NONE;
  }

  /** Returns whether pictures are changed. */
  public boolean changes() {
    return pad > 0 || flip || leastArea < 1;
  }

  /** Returns what tells these views from others; empty where every epoch has views of its own. */
  public String viewsText() {
    return views == 0
        ? ""
        : "%d of pad %d, flip %s, least area %s, salt %d"
            .formatted(views, pad, flip, leastArea, salt);
  }

  /** Returns the view of a picture that an epoch trains on; epochs count from 0. */
  public int view(int epoch) {
    return 1 + (views == 0 ? epoch : epoch % views);
  }

  /**
   * The part of a stored picture that a view shows.
   *
   * @param top rows of pixels above it; below 0 in the padding
   * @param left pixels left of it
   * @param height rows of pixels
   * @param width pixels of a row
   * @param mirrored whether it is shown mirrored
   */
  record Window(int top, int left, int height, int width, boolean mirrored) {}

  /** Draws the window of a view, from 1 on, of the picture with an id. */
  Window window(long id, int view, PixelFormat format) {
    SplittableRandom random = new SplittableRandom(SeededHash.of(SeededHash.of(salt, id), view));
    boolean mirrored = flip && random.nextBoolean();
    InputShape.Image stored = format.stored();
    InputShape.Image shape = format.shape();
    if (leastArea < 1) {
      return resized(random, stored, shape, mirrored);
    }
    int down = stored.height() - shape.height() + 2 * pad;
    int right = stored.width() - shape.width() + 2 * pad;
    return new Window(
        random.nextInt(down + 1) - pad,
        random.nextInt(right + 1) - pad,
        shape.height(),
        shape.width(),
        mirrored);
  }

  /** A share of the area from leastArea to 1, sides at a ratio from 3/4 to 4/3; else the middle. */
  private Window resized(
      SplittableRandom random, InputShape.Image stored, InputShape.Image shape, boolean mirrored) {
    for (int i = 0; i < TRIES; i++) {
      double area = stored.height() * stored.width() * random.nextDouble(leastArea, 1);
      double ratio = Math.exp(random.nextDouble(-LOG_RATIO, LOG_RATIO));
      int width = (int) Math.round(Math.sqrt(area * ratio));
      int height = (int) Math.round(Math.sqrt(area / ratio));
      if (width >= 1 && height >= 1 && width <= stored.width() && height <= stored.height()) {
        return new Window(
            random.nextInt(stored.height() - height + 1),
            random.nextInt(stored.width() - width + 1),
            height,
            width,
            mirrored);
      }
    }
    return new Window(
        (stored.height() - shape.height()) / 2,
        (stored.width() - shape.width()) / 2,
        shape.height(),
        shape.width(),
        mirrored);
  }
}
