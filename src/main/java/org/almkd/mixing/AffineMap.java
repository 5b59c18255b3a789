package org.almkd.mixing;

import java.util.Arrays;
import org.almkd.model.FeatureProducts;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A C x (H+1) matrix [A, b] that acts on last-layer inputs h with a 1 appended, and is overwritten
 * again and again.
 *
 * @param weights A, as {@link FeatureProducts#matrix} makes it
 * @param bias_C b
 */
record AffineMap(INDArray weights, double[] bias_C) {
  static AffineMap create(FeatureProducts products) {
    return new AffineMap(products.matrix(), new double[products.classes()]);
  }

  /** Becomes sum_i s_i [h_i;1]^T over the rows of the products. */
  void setGradient(double[] slopes_NC, FeatureProducts rows) {
    Arrays.fill(bias_C, 0);
    for (int i = 0; i < slopes_NC.length; i += bias_C.length) {
      for (int c = 0; c < bias_C.length; c++) {
        bias_C[c] += slopes_NC[i + c];
      }
    }
    rows.gradient(slopes_NC, weights);
  }

  /** Writes A h_i + b of each row of the products, N x C row-major. */
  void apply(FeatureProducts rows, double[] product_NC) {
    rows.apply(weights, product_NC);
    for (int i = 0; i < product_NC.length; i += bias_C.length) {
      for (int c = 0; c < bias_C.length; c++) {
        product_NC[i + c] += bias_C[c];
      }
    }
  }

  void add(AffineMap other) {
    weights.addi(other.weights);
    for (int c = 0; c < bias_C.length; c++) {
      bias_C[c] += other.bias_C[c];
    }
  }
}
