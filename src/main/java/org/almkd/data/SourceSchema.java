package org.almkd.data;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a source before its rows are read.
 *
 * @param name how messages call it
 * @param featureColumns names of the features, in order
 * @param kind features like those of the rows
 * @param cleanLabels whether it knows the true labels
 * @param testGiven whether it names its test rows, so that none are drawn
 */
record SourceSchema(
    String name, List<String> featureColumns, Features kind, boolean cleanLabels, boolean testGiven)
    implements Serializable {
  SourceSchema {
    featureColumns = List.copyOf(featureColumns);
  }

  /** A source whose rows are lists of numbers. */
  SourceSchema(String name, List<String> featureColumns, boolean cleanLabels, boolean testGiven) {
    this(
        name,
        featureColumns,
        new Numbers(new float[0], featureColumns.size()),
        cleanLabels,
        testGiven);
  }

  /** A source whose rows are pictures, whose true labels are not known. */
  static SourceSchema pictures(String name, PixelFormat format, boolean testGiven) {
    return pictures(name, format, false, testGiven);
  }

  /** A source whose rows are pictures. */
  static SourceSchema pictures(
      String name, PixelFormat format, boolean cleanLabels, boolean testGiven) {
    return new SourceSchema(
        name,
        format.shape().pixelNames(),
        new Pixels(new byte[0], new PixelInput(format)),
        cleanLabels,
        testGiven);
  }

  /** D. */
  int width() {
    return kind.width();
  }

  /** What a row is. */
  InputShape input() {
    return kind instanceof Pixels pixels
        ? pixels.input().format().input()
        : new InputShape.Flat(Math.max(1, width()));
  }

  /** How pictures are stored, where rows are pictures. */
  Optional<PixelFormat> pixels() {
    return kind instanceof Pixels pixels ? Optional.of(pixels.input().format()) : Optional.empty();
  }

  /** Bytes of a row's features as they are stored. */
  long storedBytes() {
    return kind instanceof Pixels pixels ? pixels.size() : (long) Float.BYTES * width();
  }

  /** Names such as x0, x1, ... */
  static List<String> numbered(String prefix, int count) {
    return java.util.stream.IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }
}
