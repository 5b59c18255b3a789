package org.almkd.train;

import org.almkd.model.Network;

/**
 * The one loop that trains: a network, rows and batches in a given order, a learning rate.
 * Students, teachers, baselines and golden replays all go through it.
 */
public final class InnerLoop {
  private final Network network;
  private final TrainingRows rows;
  private final int batchSize;

  /**
   * Prepares a loop.
   *
   * @param network the replica that is trained in place
   * @param rows the shard's rows
   * @param batchSize rows of a step on this shard; the last batch of an epoch may be shorter
   */
  public InnerLoop(Network network, TrainingRows rows, int batchSize) {
    this.network = network;
    this.rows = rows;
    this.batchSize = batchSize;
  }

  /** Returns the number of batches of an epoch: ceil(rows / batchSize). */
  public static int batches(int rows, int batchSize) {
    return (rows + batchSize - 1) / batchSize;
  }

  /**
   * Takes the steps of batches {@code from} (inclusive) to {@code to} (exclusive) of an epoch;
   * batches beyond the epoch's end do not exist and are passed over.
   *
   * @param order the epoch's order of row numbers
   * @param learningRate eta of this epoch
   * @return rows seen and the sum of their losses, each measured before its step
   */
  public Progress run(int[] order, int from, int to, double learningRate) {
    double loss = 0;
    long seen = 0;
    int end = Math.min(to, batches(order.length, batchSize));
    for (int b = from; b < end; b++) {
      int first = b * batchSize;
      int size = Math.min(batchSize, order.length - first);
      Network.Batch batch = network.batch(size);
      rows.copy(order, first, batch.features_BD(), batch.targets_BL());
      loss += network.step(batch, learningRate);
      seen += size;
    }
    return new Progress(seen, loss);
  }

  /**
   * What a stretch of steps did.
   *
   * @param rows rows seen
   * @param lossSum sum of their mixed losses
   */
  public record Progress(long rows, double lossSum) implements java.io.Serializable {}
}
