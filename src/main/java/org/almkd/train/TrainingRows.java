package org.almkd.train;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The rows of one shard as the inner loop sees them. */
public interface TrainingRows {
  /** Returns the number of rows. */
  int count();

  /**
   * Copies rows into a batch.
   *
   * @param order row numbers of the epoch's order
   * @param from first position of the batch in the order
   * @param features_BD receives the features of B rows, row-major
   * @param targets_BL receives their packed target rows, row-major
   */
  void copy(int[] order, int from, INDArray features_BD, INDArray targets_BL);
}
