package org.almkd.model;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.layers.convolution.BatchNorm;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Multiplies and shifts the numbers of each channel of a B x C x height x width array, by oneDNN's
 * batch normalisation with given statistics: gamma (x - mean) / sqrt(variance + epsilon) + beta.
 */
final class ChannelAffine {
  private final OpContext context;
  private final INDArray zeros_C;
  private final INDArray ones_C;
  private final INDArray factor_C;
  private final INDArray shift_C;

  /**
   * Prepares for any number of arrays.
   *
   * @param channels C
   * @param epsilon added to variances
   */
  ChannelAffine(int channels, double epsilon) {
    zeros_C = vector(channels).assign(0);
    ones_C = vector(channels).assign(1);
    factor_C = vector(channels);
    shift_C = vector(channels);
    context = Nd4j.getExecutioner().buildContext();
    // Gain, shift, channels second.
    context.setIArguments(1, 1, 1);
    context.setTArguments(epsilon);
  }

  /** Returns an array that outlives the workspace of a step. */
  static INDArray vector(int channels) {
    return Nd4j.createUninitializedDetached(DataType.FLOAT, channels);
  }

  /**
   * C numbers each.
   *
   * @param mean_C is subtracted
   * @param variance_C is divided by, with epsilon, under its root
   * @param gamma_C factor
   * @param beta_C is added
   */
  record Numbers(INDArray mean_C, INDArray variance_C, INDArray gamma_C, INDArray beta_C) {}

  /** Writes gamma (x - mean) / sqrt(variance + epsilon) + beta. */
  void apply(Numbers numbers, INDArray x, INDArray result) {
    context.purge();
    context.setInputArray(0, x);
    context.setInputArray(1, numbers.mean_C());
    context.setInputArray(2, numbers.variance_C());
    context.setInputArray(3, numbers.gamma_C());
    context.setInputArray(4, numbers.beta_C());
    context.setOutputArray(0, result);
    Nd4j.exec(new BatchNorm(), context);
  }

  /** Writes factor x + shift, where epsilon is 0. */
  void apply(double[] factor, double[] shift, INDArray x, INDArray result) {
    Matrices.write(factor, factor_C);
    Matrices.write(shift, shift_C);
    apply(new Numbers(zeros_C, ones_C, factor_C, shift_C), x, result);
  }
}
