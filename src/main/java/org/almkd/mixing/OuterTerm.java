package org.almkd.mixing;

import org.almkd.loss.Softmax;
import org.almkd.model.FeatureProducts;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One mean of the outer loss (eq 6 and 16) on some rows: its gradient with respect to the last
 * layer after the look-ahead step. What does not depend on the step is computed once, and the
 * arrays of one call serve the next. Not thread-safe.
 */
final class OuterTerm {
  private final LastLayer rows;
  private final FeatureProducts products;
  private final double[] target_NC;
  private final INDArray gradient;

  /** Some rows of others, such as a validation batch. */
  static OuterTerm of(LastLayer all, int[] rows, OuterTarget target) {
    // The features of these rows are in the products alone.
    LastLayer selected = new LastLayer(all.features_NH(), all, rows.length);
    selected.copyFrom(all, rows);
    FeatureProducts products = selected.products();
    products.load(all.features_NH(), rows);
    OuterTerm term = new OuterTerm(selected, products);
    target.write(selected, term.target_NC);
    return term;
  }

  /**
   * Prepares for rows that come and go.
   *
   * @param rows the rows, overwritten from outside, as {@link #target} is
   * @param products products of their features
   */
  OuterTerm(LastLayer rows, FeatureProducts products) {
    this.rows = rows;
    this.products = products;
    this.target_NC = new double[rows.logits_NC().length];
    this.gradient = products.matrix();
  }

  /** Returns q of the rows, row-major, to be filled. */
  double[] target() {
    return target_NC;
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
    double rowWeight = weight / rows.rows();
    RowBlocks.forEach(
        rows.rows(),
        rows.classes(),
        (from, count, block) -> {
          products.addTo(from, rows.logits_NC(), -learningRate, block, count);
          Softmax.writeRows(block, 0, count / rows.classes(), rows.classes(), 1, block);
          for (int j = 0; j < count; j++) {
            block[j] = rowWeight * (block[j] - target_NC[from + j]);
          }
          products.setSlopes(from, block, count);
        });
    products.gradient(gradient);
    return gradient;
  }
}
