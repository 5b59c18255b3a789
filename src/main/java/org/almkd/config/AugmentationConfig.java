package org.almkd.config;

import java.io.Serializable;

/**
 * Random changes of training pictures ({@code data.images.augmentation}).
 *
 * @param pad pixels of padding out of which crops are taken; at least 0
 * @param flip whether half of the pictures are mirrored
 * @param leastArea least share of the area that a resized crop has, in (0, 1]; 1: none is resized
 * @param softLabels what teachers are shown
 * @param views views of a picture where teachers are shown views; at least 1
 */
public record AugmentationConfig(
    int pad, boolean flip, double leastArea, SoftLabelMode softLabels, int views)
    implements Serializable {
  /** Changes nothing. */
  public static final AugmentationConfig NONE =
      new AugmentationConfig(0, false, 1, SoftLabelMode.CLEAN, 4);

  /** What teachers are shown of a picture that is changed in training. */
  public enum SoftLabelMode {
    /** The picture as it is evaluated, once. */
    CLEAN,
    /** A number of views, fixed by seed and id, each of which students are shown, too. */
    VIEWS,
    /** Each batch as the student is shown it, while it trains. */
    LIVE
  }

  /** Returns whether pictures are changed. */
  public boolean changes() {
    return pad > 0 || flip || leastArea < 1;
  }

  /** Returns whether teachers are run on each batch of a student that trains. */
  public boolean runsTeachers() {
    return changes() && softLabels == SoftLabelMode.LIVE;
  }
}
