package org.almkd.config;

import java.io.Serializable;
import java.util.List;

/**
 * What becomes of pictures before a network sees them ({@code data.images}).
 *
 * @param side side in pixels of the square that files are resized and cropped to; from 1 to {@link
 *     #MOST_SIDE}
 * @param onBadRecord what to do when a file cannot be decoded
 * @param crop side in pixels of the middle that networks are given; 0: the whole picture
 * @param mean mean of each channel, of pixels divided by the scale; empty: 0
 * @param deviation deviation of each channel; as many as means
 * @param augmentation random changes in training
 */
public record ImageConfig(
    int side,
    OnBadRecord onBadRecord,
    int crop,
    List<Double> mean,
    List<Double> deviation,
    AugmentationConfig augmentation)
    implements Serializable {
  /** Most pixels of a side. */
  public static final int MOST_SIDE = 4096;

  /** Whole pictures as they are. */
  public static final ImageConfig PLAIN =
      new ImageConfig(64, OnBadRecord.FAIL, 0, List.of(), List.of(), AugmentationConfig.NONE);

  /** Copies the lists. */
  public ImageConfig {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }
}
