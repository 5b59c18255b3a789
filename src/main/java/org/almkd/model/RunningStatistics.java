package org.almkd.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The running means and variances of a network's batch normalisations. DL4J keeps them among the
 * parameters and hands their change over among the gradients, to be subtracted as it is: they have
 * no learning rate, no momentum and no weight decay.
 */
final class RunningStatistics {
  /**
   * Mean and variance of one layer, which lie side by side.
   *
   * @param values in the parameters
   * @param changes in the gradient
   * @param momenta in the optimizer state
   * @param next what the values become
   */
  private record Segment(INDArray values, INDArray changes, INDArray momenta, INDArray next) {}

  private final List<Segment> segments = new ArrayList<>();

  /**
   * Finds them.
   *
   * @param layers all layers, in any order
   * @param parameters P numbers
   * @param gradient P numbers
   * @param optimizerState P numbers
   */
  RunningStatistics(
      Layer[] layers, INDArray parameters, INDArray gradient, INDArray optimizerState) {
    for (Layer layer : layers) {
      Map<String, INDArray> table = layer.paramTable();
      if (table != null && table.containsKey(BatchNormalizationParamInitializer.GLOBAL_MEAN)) {
        INDArray mean = table.get(BatchNormalizationParamInitializer.GLOBAL_MEAN);
        // Where a layer's numbers lie is not told by the order of the layers.
        long start = mean.offset() - parameters.offset();
        long end = start + 2 * mean.length();
        segments.add(
            new Segment(
                slice(parameters, start, end),
                slice(gradient, start, end),
                slice(optimizerState, start, end),
                slice(parameters, start, end).dup()));
      }
    }
  }

  private static INDArray slice(INDArray flat, long from, long to) {
    return flat.get(NDArrayIndex.interval(from, to));
  }

  /** Reads the changes of a step before the optimizer overwrites them. */
  void read() {
    for (Segment segment : segments) {
      segment.values().sub(segment.changes(), segment.next());
    }
  }

  /** Sets the values after the optimizer's step, which was not meant for them. */
  void write() {
    for (Segment segment : segments) {
      segment.values().assign(segment.next());
      segment.momenta().assign(0);
    }
  }
}
