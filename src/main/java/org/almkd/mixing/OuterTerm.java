package org.almkd.mixing;

import org.almkd.loss.Softmax;
import org.almkd.model.FeatureProducts;

/**
 * One mean of the outer loss (eq 6 and 16) on fixed rows: its gradient with respect to the last
 * layer after the look-ahead step. What does not depend on the step is computed once, and the
 * arrays of one call serve the next. Not thread-safe.
 */
final class OuterTerm {
  private final LastLayer rows;
  private final FeatureProducts products;
  private final double[] target_NC;
  private final double[] slopes_NC;
  private final AffineMap gradient;

  OuterTerm(LastLayer rows, OuterTarget target) {
    this(rows, new FeatureProducts(rows.features_NH(), rows.classes()), target);
  }

  /** The same, where the rows' products are prepared. */
  OuterTerm(LastLayer rows, FeatureProducts products, OuterTarget target) {
    this.rows = rows;
    this.products = products;
    this.target_NC = target.of(rows);
    this.slopes_NC = new double[rows.logits_NC().length];
    this.gradient = AffineMap.create(products);
  }

  /**
   * Returns weight x mean over rows of (softmax(a*) - q)[h;1]^T with a* = a - eta D [h;1]; the next
   * call overwrites it.
   *
   * @param lookAhead D
   * @param learningRate eta
   * @param weight weight of the mean
   */
  AffineMap gradient(AffineMap lookAhead, double learningRate, double weight) {
    double[] logits_NC = rows.logits_NC();
    lookAhead.apply(products, slopes_NC);
    for (int j = 0; j < slopes_NC.length; j++) {
      slopes_NC[j] = logits_NC[j] - learningRate * slopes_NC[j];
    }
    Softmax.writeRows(slopes_NC, rows.rows(), rows.classes(), 1, slopes_NC);
    double rowWeight = weight / rows.rows();
    for (int j = 0; j < slopes_NC.length; j++) {
      slopes_NC[j] = rowWeight * (slopes_NC[j] - target_NC[j]);
    }
    gradient.setGradient(slopes_NC, products);
    return gradient;
  }
}
