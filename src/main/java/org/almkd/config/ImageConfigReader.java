package org.almkd.config;

import java.util.List;

/** Reads {@code data.images}. */
final class ImageConfigReader {
  private final ConfigNode images;

  ImageConfigReader(ConfigNode images) {
    this.images = images;
  }

  ImageConfig read() {
    ImageConfig config =
        new ImageConfig(
            images.whole("side", 1, ImageConfig.MOST_SIDE),
            images.choice("on-bad-record", OnBadRecord.class),
            images.whole("crop", 0, ImageConfig.MOST_SIDE),
            images.numbers("mean", Range.NOT_NEGATIVE),
            images.numbers("deviation", Range.POSITIVE),
            augmentation(images.child("augmentation")));
    List<Double> mean = config.mean();
    List<Double> deviation = config.deviation();
    if (images.areSound("mean", "deviation") && mean.size() != deviation.size()) {
      images.problem(
          "data.images.mean has %d numbers and data.images.deviation %d; expected as many of both, one a channel"
              .formatted(mean.size(), deviation.size()),
          "mean",
          "deviation");
    }
    return config;
  }

  private static AugmentationConfig augmentation(ConfigNode node) {
    return new AugmentationConfig(
        node.whole("pad", 0, ImageConfig.MOST_SIDE),
        node.flag("flip"),
        node.number("least-area", Range.POSITIVE_SHARE),
        node.choice("soft-labels", AugmentationConfig.SoftLabelMode.class),
        node.whole("views", 1));
  }
}
