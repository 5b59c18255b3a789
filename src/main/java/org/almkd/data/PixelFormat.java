package org.almkd.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.almkd.config.ImageConfig;

/**
 * How pictures are stored, and what a network is given of one: its middle, each byte v of channel c
 * as (v / divisor - mean_c) / deviation_c.
 *
 * @param stored shape of a stored picture
 * @param shape shape of what a network is given: as many channels, at most as high and wide
 * @param divisor what bytes are divided by, above 0
 * @param channels mean and deviation of each channel, of bytes that were divided
 */
record PixelFormat(
    InputShape.Image stored, InputShape.Image shape, double divisor, Standardization channels)
    implements Serializable {
  private static final String SEPARATOR = "; ";

  /** Largest value of a byte. */
  private static final double WHITE = 255;

  PixelFormat {
    if (shape.channels() != stored.channels()
        || shape.height() > stored.height()
        || shape.width() > stored.width()
        || channels.mean().length != stored.channels()) {
      throw new IllegalArgumentException(
          "found pictures of %s and %d means of channels for networks that take %s; expected as many channels, and at most as many pixels"
              .formatted(stored, channels.mean().length, shape));
    }
  }

  /** Returns whole pictures whose bytes are divided by a number. */
  static PixelFormat scaled(InputShape.Image stored, double divisor) {
    return new PixelFormat(stored, stored, divisor, Standardization.none(stored.channels()));
  }

  /** Returns what a configuration makes of pictures that {@link ImageDecoder} decodes. */
  static PixelFormat decoded(ImageConfig config) {
    InputShape.Image stored = new InputShape.Image(Planes.CHANNELS, config.side(), config.side());
    return of(stored, WHITE, config);
  }

  /**
   * Returns what a configuration makes of pictures.
   *
   * @throws InvalidDataException if the pictures have other channels, or fewer pixels than it says
   */
  static PixelFormat of(InputShape.Image stored, double divisor, ImageConfig config) {
    int channels = stored.channels();
    if (!config.mean().isEmpty() && config.mean().size() != channels) {
      throw new InvalidDataException(
          "Cannot normalise pictures",
          "found %d numbers in data.images.mean, and pictures of %d channels; expected a number a channel"
              .formatted(config.mean().size(), channels));
    }
    int crop = config.crop();
    if (crop > Math.min(stored.height(), stored.width())) {
      throw new InvalidDataException(
          "Cannot crop pictures",
          "found data.images.crop = %d, and pictures of %s; expected at most their side"
              .formatted(crop, stored));
    }
    return new PixelFormat(
        stored,
        crop == 0 ? stored : new InputShape.Image(channels, crop, crop),
        divisor,
        config.mean().isEmpty()
            ? Standardization.none(channels)
            : new Standardization(numbers(config.mean()), numbers(config.deviation())));
  }

  private static double[] numbers(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Returns what a row is to a network: a line of pixels is a list of numbers. */
  InputShape input() {
    return shape.channels() == 1 && shape.height() == 1
        ? new InputShape.Flat(shape.width())
        : shape;
  }

  /** Returns in words, and exactly, what a network is given. */
  String describe() {
    return "%s of %s, bytes divided by %s, means %s, deviations %s"
        .formatted(
            shape.equals(stored) ? "all" : "the middle " + shape,
            stored,
            divisor,
            Arrays.toString(channels.mean()),
            Arrays.toString(channels.deviation()));
  }

  /** Returns exact text, for {@link #parse}. */
  String text() {
    return String.join(
        SEPARATOR,
        stored.toString(),
        shape.toString(),
        Double.toHexString(divisor),
        Standardization.text(channels.mean()),
        Standardization.text(channels.deviation()));
  }

  /** Reads {@link #text}. */
  static PixelFormat parse(String text) {
    String[] parts = text.split(SEPARATOR, -1);
    return new PixelFormat(
        InputShape.Image.parse(parts[0]),
        InputShape.Image.parse(parts[1]),
        Double.parseDouble(parts[2]),
        new Standardization(Standardization.parse(parts[3]), Standardization.parse(parts[4])));
  }
}
