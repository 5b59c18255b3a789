package org.almkd.data;

import java.io.Serializable;
import java.util.List;

/**
 * What is known of a source before its rows are read.
 *
 * @param name how messages call it
 * @param featureColumns names of the features, in order
 * @param input what a row is
 * @param cleanLabels whether it knows the true labels
 * @param testGiven whether it names its test rows, so that none are drawn
 */
record SourceSchema(
    String name,
    List<String> featureColumns,
    InputShape input,
    boolean cleanLabels,
    boolean testGiven)
    implements Serializable {
  SourceSchema {
    featureColumns = List.copyOf(featureColumns);
  }

  /** A source whose rows are lists of numbers. */
  SourceSchema(String name, List<String> featureColumns, boolean cleanLabels, boolean testGiven) {
    this(
        name,
        featureColumns,
        new InputShape.Flat(Math.max(1, featureColumns.size())),
        cleanLabels,
        testGiven);
  }

  /** D. */
  int width() {
    return featureColumns.size();
  }

  /** Names such as x0, x1, ... */
  static List<String> numbered(String prefix, int count) {
    return java.util.stream.IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }
}
