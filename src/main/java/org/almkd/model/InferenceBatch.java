package org.almkd.model;

import java.util.stream.LongStream;
import org.almkd.data.InputShape;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How many rows a network is run over at a time where nothing else decides it. */
final class InferenceBatch {
  private static final int ROWS = 512;

  /** Images: what a trunk makes of a batch is many times as large as the batch. */
  private static final int IMAGES = 128;

  /** Numbers of the largest array that a layer makes of a batch: 256 MiB in single precision. */
  private static final long MOST_NUMBERS = 1L << 26;

  private InferenceBatch() {}

  /**
   * Returns the rows of a batch. They depend on the network and on what a row is, never on the
   * machine: the last bits of a product depend on the rows of the batch.
   *
   * @param graph the network
   * @param input what a row is
   * @param row one row, as the graph takes it
   */
  static int rows(ComputationGraph graph, InputShape input, INDArray row) {
    if (!(input instanceof InputShape.Image)) {
      return ROWS;
    }
    return imagesOf(LongStream.of(sizes(graph, row)).max().orElseThrow());
  }

  /** Returns how many numbers each layer makes of one row. */
  static long[] sizes(ComputationGraph graph, INDArray row) {
    return graph.feedForward(row, false).values().stream().mapToLong(INDArray::length).toArray();
  }

  /** Returns the images of a batch by the numbers of the largest array that comes of one. */
  static int imagesOf(long largest) {
    return (int) Math.max(1, Math.min(IMAGES, MOST_NUMBERS / largest));
  }
}
