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
    OuterTerm term = new OuterTerm(products, rows.length);
    term.load(selected.logits_CN(), target.of(selected));
    return term;
  }

  /**
   * Prepares for rows that may come and go.
   *
   * @param products products of the rows' features
   * @param rows N
   */
  OuterTerm(FeatureProducts products, int rows) {
    this.products = products;
    this.rows = rows;
    this.slopes = OuterSlopes.of(products.type(), products.classes(), rows);
    this.gradient = products.matrix();
  }

  /**
   * Takes the rows whose features the products hold.
   *
   * @param logits_CN student logits
   * @param target_CN q
   */
  void load(double[][] logits_CN, double[][] target_CN) {
    slopes.load(logits_CN, target_CN);
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
