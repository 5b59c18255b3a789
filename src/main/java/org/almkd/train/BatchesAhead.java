package org.almkd.train;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.almkd.model.Network;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Puts the next batch together on a thread of its own while the network learns from the one before,
 * in two sets of arrays that take turns. The batches are those that {@link Batches#inTurn} gives:
 * one thread fills them, in the same order.
 */
final class BatchesAhead implements Batches {
  private static final long PATIENCE_SECONDS = 60;

  private final Network network;
  private final TrainingRows rows;
  private final int[] order;
  private final int end;
  private final int batchSize;
  private final ExecutorService thread;
  private Future<Network.Batch> pending;
  private int pendingFirst = -1;
  private int slot;

  /**
   * Prepares a thread, which ends with {@link #close}.
   *
   * @param network has the arrays
   * @param rows fill them; used by no other thread meanwhile
   * @param order row numbers of the epoch's order
   * @param end position in the order behind the last batch
   * @param batchSize rows of a batch
   */
  BatchesAhead(Network network, TrainingRows rows, int[] order, int end, int batchSize) {
    this.network = network;
    this.rows = rows;
    this.order = order;
    this.end = end;
    this.batchSize = batchSize;
    String name = Thread.currentThread().getName() + " next batch";
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
  }

  @Override
  public Network.Batch next(int first, int size) {
    if (pendingFirst != first) {
      begin(first, size);
    }
    Network.Batch batch = await();
    int following = first + size;
    if (following < end) {
      begin(following, Math.min(batchSize, end - following));
    }
    return batch;
  }

  private void begin(int first, int size) {
    slot = 1 - slot;
    Network.Batch batch = network.batch(size, slot);
    pendingFirst = first;
    pending =
        thread.submit(
            () -> {
              rows.copy(order, first, batch.features_BD(), batch.targets_BL());
              return batch;
            });
  }

  private Network.Batch await() {
    try {
      return pending.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException("a batch was not put together: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("interrupted while a batch was put together");
      cancelled.initCause(e);
      throw cancelled;
    }
  }

  /** Waits until the thread has let go of the network's arrays, which others then use. */
  @Override
  public void close() {
    thread.execute(() -> Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread());
    thread.shutdown();
    boolean interrupted = Thread.interrupted();
    boolean ended = false;
    while (!ended) {
      try {
        ended = thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
