package org.almkd.model;

import java.io.Serializable;
import org.almkd.config.Architecture;
import org.almkd.loss.MixedLoss;
import org.almkd.loss.TargetLayout;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Everything that decides how a trainable network is built, apart from its numbers; equal specs
 * build interchangeable networks.
 *
 * @param architecture family and sizes
 * @param inputs D, features of a row
 * @param layout classes C and teachers K of the packed target rows
 * @param temperature tau of eq 2
 * @param momentum mu of SGD
 * @param weightDecay added to each gradient, biases too
 * @param precision FLOAT in production, DOUBLE where golden vectors are replayed
 */
public record NetworkSpec(
    Architecture architecture,
    int inputs,
    TargetLayout layout,
    double temperature,
    double momentum,
    double weightDecay,
    DataType precision)
    implements Serializable {

  /** Checks the sizes. */
  public NetworkSpec {
    if (inputs < 1) {
      throw new IllegalArgumentException("a network needs at least 1 input, found " + inputs);
    }
  }

  /** Returns the loss that the network minimises. */
  MixedLoss loss() {
    return new MixedLoss(layout, temperature);
  }
}
