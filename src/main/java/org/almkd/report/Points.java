package org.almkd.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Points of one name in a plane.
 *
 * @param name what the legend calls them, and what stands among them
 * @param x abscissae, finite
 * @param y ordinates, finite; as many
 * @param texts what a reader is told who points at one; as many
 */
public record Points(String name, double[] x, double[] y, List<String> texts) {
  /**
   * Copies the texts.
   *
   * @throws IllegalArgumentException unless there are as many of each
   */
  public Points {
    texts = List.copyOf(texts);
    if (x.length != y.length || x.length != texts.size()) {
      throw new IllegalArgumentException(
          "found %d abscissae, %d ordinates and %d texts of \"%s\"; expected as many of each"
              .formatted(x.length, y.length, texts.size(), name));
    }
  }

  /**
   * Returns the point nearest to the medians of both coordinates, which outliers do not move. At
   * least one point.
   */
  int middle() {
    double middleX = median(x);
    double middleY = median(y);
    return IntStream.range(0, x.length)
        .boxed()
        .min(Comparator.comparingDouble(i -> Math.hypot(x[i] - middleX, y[i] - middleY)))
        .orElseThrow();
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }
}
