package org.almkd.mixing;

import org.almkd.model.FeatureProducts;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One mean of the outer loss (eq 6 and 16) on some rows: its gradient with respect to the last
 * layer after the look-ahead step. What does not depend on the step is computed once, and the
 * arrays of one call serve the next. Not thread-safe.
 */
final class OuterTerm {
  private final FeatureProducts products;
  private final int rows;
  private final OuterSlopes slopes;
  private final INDArray gradient;

  /** Some rows of others, such as a validation batch. */
  static OuterTerm of(LastLayer all, int[] rows, OuterTarget target) {
    ClassColumns selected = ClassColumns.like(all, rows.length);
    selected.load(all, rows);
    FeatureProducts products = all.products(rows.length);
    products.load(all.features_NH(), rows);
    return new OuterTerm(
        products,
        rows.length,
        OuterSlopes.of(products.type(), selected.logits_CN(), target.of(selected)));
  }

  /**
   * Prepares for rows that may come and go.
   *
   * @param products products of the rows' features
   * @param rows N
   * @param slopes slopes of the rows
   */
  OuterTerm(FeatureProducts products, int rows, OuterSlopes slopes) {
    this.products = products;
    this.rows = rows;
    this.slopes = slopes;
    this.gradient = products.matrix();
  }

  /**
   * Returns weight x mean over rows of (softmax(a*) - q)[h;1]^T with a* = a - eta D [h;1]; the next
   * call overwrites it.
   *
   * @param lookAhead D
   * @param learningRate eta
   * @param weight weight of the mean
   */
  INDArray gradient(INDArray lookAhead, double learningRate, double weight) {
    products.apply(lookAhead);
    slopes.write(products, learningRate, weight / rows);
    products.gradient(gradient);
    return gradient;
  }
}
