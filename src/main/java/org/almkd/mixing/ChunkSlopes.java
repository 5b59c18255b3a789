package org.almkd.mixing;

import org.almkd.model.FeatureProducts;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Derivatives dS, dK_1 .. dK_K of each row's label and teacher losses with respect to its logits
 * (eq 1 and 2) and the rows' outer target q, for one chunk after the other, in the type of its
 * products. Not thread-safe.
 */
interface ChunkSlopes {
  /**
   * Makes room for chunks of one size.
   *
   * @param shard rows like those of the chunks
   * @param rows N
   * @param outer the outer loss; q is kept only where the chunk has a term in it
   */
  static ChunkSlopes of(LastLayer shard, int rows, OuterLoss outer) {
    return shard.features_NH().dataType() == DataType.DOUBLE
        ? new DoubleChunkSlopes(shard, rows, outer)
        : new FloatChunkSlopes(shard, rows, outer);
  }

  /** Takes another chunk, whose rows are given by number. */
  void load(LastLayer shard, int[] rows_N);

  /** Returns the outer slopes of whatever chunk was loaded last. */
  OuterSlopes outerSlopes();

  /**
   * Hands w_0 dS + sum_k w_k dK_k of each row to products.
   *
   * @param weights_K1N w_0, then w_k, of each row
   */
  void writeMixed(double[][] weights_K1N, FeatureProducts products);

  /**
   * Returns dS^T g of each row, then dK_k^T g.
   *
   * @param products have computed g, C numbers a row
   */
  double[][] outerProducts(FeatureProducts products);
}
