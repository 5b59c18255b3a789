package org.almkd.model;

import java.io.Serializable;
import org.almkd.config.Architecture;
import org.almkd.data.InputShape;
import org.almkd.loss.MixedLoss;
import org.almkd.loss.TargetLayout;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Everything that decides how a trainable network is built, apart from its numbers; equal specs
 * build interchangeable networks.
 *
 * @param architecture family and sizes
 * @param input what a row is
 * @param layout classes C and teachers K of the packed target rows
 * @param temperature tau of eq 2
 * @param momentum mu of SGD
 * @param weightDecay added to each gradient, biases too
 * @param precision FLOAT in production, DOUBLE where golden vectors are replayed
 */
public record NetworkSpec(
    Architecture architecture,
    InputShape input,
    TargetLayout layout,
    double temperature,
    double momentum,
    double weightDecay,
    DataType precision)
    implements Serializable {

  /** Checks that an architecture for images is given images. */
  public NetworkSpec {
    if (architecture.takesImages() && !(input instanceof InputShape.Image)) {
      throw new IllegalArgumentException(
          "%s takes images; found rows of %d numbers"
              .formatted(architecture.describe(), input.size()));
    }
  }

  /** A network for rows that are lists of so many numbers. */
  public NetworkSpec(
      Architecture architecture,
      int inputs,
      TargetLayout layout,
      double temperature,
      double momentum,
      double weightDecay,
      DataType precision) {
    this(
        architecture,
        new InputShape.Flat(inputs),
        layout,
        temperature,
        momentum,
        weightDecay,
        precision);
  }

  /** Returns D, numbers of a row. */
  public int inputs() {
    return input.size();
  }

  /** Returns the shape of the array that holds a batch of rows. */
  long[] batchShape(int rows) {
    return architecture.takesImages()
        ? batchShape(rows, (InputShape.Image) input)
        : new long[] {rows, input.size()};
  }

  /** Returns the shape of the array that holds a batch of images. */
  static long[] batchShape(int rows, InputShape.Image image) {
    return new long[] {rows, image.channels(), image.height(), image.width()};
  }

  /** Returns the loss that the network minimises. */
  MixedLoss loss() {
    return new MixedLoss(layout, temperature);
  }
}
