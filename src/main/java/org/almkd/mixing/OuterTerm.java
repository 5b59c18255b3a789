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
  private final double[][] logits_CN;
  private final double[][] target_CN;
  private final FeatureProducts products;
  private final double[][] moved_CN;
  private final INDArray gradient;

  /** Some rows of others, such as a validation batch. */
  static OuterTerm of(LastLayer all, int[] rows, OuterTarget target) {
    ClassColumns selected = ClassColumns.like(all, rows.length);
    selected.load(all, rows);
    FeatureProducts products = all.products(rows.length);
    products.load(all.features_NH(), rows);
    return new OuterTerm(selected.logits_CN(), target.of(selected), products);
  }

  /**
   * Prepares for rows that may come and go.
   *
   * @param logits_CN student logits, which may be overwritten from outside
   * @param target_CN q, likewise
   * @param products products of the rows' features
   */
  OuterTerm(double[][] logits_CN, double[][] target_CN, FeatureProducts products) {
    this.logits_CN = logits_CN;
    this.target_CN = target_CN;
    this.products = products;
    this.moved_CN = new double[logits_CN.length][logits_CN[0].length];
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
    for (int c = 0; c < moved_CN.length; c++) {
      products.addTo(c, logits_CN[c], -learningRate, moved_CN[c]);
    }
    Softmax.writeColumns(moved_CN, 1, moved_CN);
    for (int c = 0; c < moved_CN.length; c++) {
      subtractTarget(weight, moved_CN[c], target_CN[c]);
      products.setSlopes(c, moved_CN[c]);
    }
    products.gradient(gradient);
    return gradient;
  }

  private static void subtractTarget(double weight, double[] softmax_N, double[] target_N) {
    double rowWeight = weight / softmax_N.length;
    for (int i = 0; i < softmax_N.length; i++) {
      softmax_N[i] = rowWeight * (softmax_N[i] - target_N[i]);
    }
  }
}
