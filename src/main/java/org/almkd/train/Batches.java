package org.almkd.train;

import org.almkd.model.Network;

/** The batches of an epoch for one network, asked for in their order. */
interface Batches extends AutoCloseable {
  /**
   * Returns a batch, filled; its arrays may be filled anew at the next call.
   *
   * @param first position of the batch in the order
   * @param size rows
   */
  Network.Batch next(int first, int size);

  @Override
  void close();

  /** Puts each batch together when it is asked for. */
  static Batches inTurn(Network network, TrainingRows rows, int[] order) {
    return new Batches() {
      @Override
      public Network.Batch next(int first, int size) {
        Network.Batch batch = network.batch(size, 0);
        rows.copy(order, first, batch.features_BD(), batch.targets_BL());
        return batch;
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }
}
