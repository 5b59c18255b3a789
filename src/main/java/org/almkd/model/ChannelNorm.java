package org.almkd.model;

import java.util.Map;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.floating.SquaredNorm;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Batch normalisation of B x C x height x width numbers in single precision, m = B height width of
 * them a channel: y = gamma (x - mean) / sqrt(variance + epsilon) + beta.
 *
 * <p>All passes over the numbers are sums by channel or multiplications and additions by channel,
 * which oneDNN does at the speed of the memory; what is between them works on C numbers, in double.
 * With S1 = sum dy, S2 = sum dy x and s = 1 / sqrt(variance + epsilon): dbeta = S1, dgamma = s (S2
 * - mean S1), and dx = a dy + b x + c with a = gamma s, b = -a s dgamma / m, c = -a S1 / m - b
 * mean.
 */
final class ChannelNorm {
  private static final int[] NOT_CHANNELS = {0, 2, 3};

  /**
   * Share of the mean's square below which a variance is not told by the difference of sums: of 24
   * bits of single precision 5 would be lost.
   */
  private static final double CANCELLATION = 1 / 32.0;

  private final double epsilon;
  private final INDArray mean_C;
  private final INDArray variance_C;
  private final INDArray first_C;
  private final INDArray second_C;
  private final ChannelAffine affine;
  private final ChannelAffine normalisation;
  private double[] means = new double[0];
  private double[] variances = new double[0];

  /**
   * Prepares for any number of batches.
   *
   * @param channels C
   * @param epsilon added to the variance
   */
  ChannelNorm(int channels, double epsilon) {
    this.epsilon = epsilon;
    mean_C = ChannelAffine.vector(channels);
    variance_C = ChannelAffine.vector(channels);
    first_C = ChannelAffine.vector(channels);
    second_C = ChannelAffine.vector(channels);
    affine = new ChannelAffine(channels, 0);
    normalisation = new ChannelAffine(channels, epsilon);
  }

  /** Normalises a batch by its own means and variances, and keeps these for the way back. */
  void forward(INDArray x, INDArray gamma, INDArray beta, INDArray y) {
    double numbers = x.length() / (double) mean_C.length();
    x.mean(mean_C, NOT_CHANNELS);
    Nd4j.exec(new SquaredNorm(x, variance_C, false, NOT_CHANNELS));
    means = Matrices.rows(mean_C);
    variances = Matrices.rows(variance_C);
    for (int c = 0; c < means.length; c++) {
      variances[c] = variances[c] / numbers - means[c] * means[c];
      if (variances[c] < CANCELLATION * means[c] * means[c]) {
        measure(x, c);
      }
    }
    Matrices.write(means, mean_C);
    Matrices.write(variances, variance_C);
    normalisation.apply(
        new ChannelAffine.Numbers(
            mean_C, variance_C, gamma.reshape(gamma.length()), beta.reshape(beta.length())),
        x,
        y);
  }

  /** Mean and variance of a channel by its differences from the mean, in double: few need it. */
  private void measure(INDArray x, int channel) {
    INDArray numbers =
        x.get(NDArrayIndex.all(), NDArrayIndex.point(channel)).castTo(DataType.DOUBLE);
    means[channel] = numbers.meanNumber().doubleValue();
    numbers.subi(means[channel]);
    variances[channel] = numbers.muli(numbers).meanNumber().doubleValue();
  }

  /**
   * What the way back starts from.
   *
   * @param x the batch of {@link #forward}
   * @param dy derivative with respect to y
   * @param gamma as in {@link #forward}
   */
  record Backward(INDArray x, INDArray dy, INDArray gamma) {}

  /**
   * Writes the derivatives of the last batch.
   *
   * @param dgamma receives C numbers
   * @param dbeta receives C numbers
   * @param dx receives the derivative with respect to x
   * @param scratch of the size of x, is overwritten
   */
  void backward(Backward from, INDArray dgamma, INDArray dbeta, INDArray dx, INDArray scratch) {
    INDArray dy =
        from.dy().ordering() == 'c' && !from.dy().isView() ? from.dy() : from.dy().dup('c');
    dy.sum(first_C, NOT_CHANNELS);
    Nd4j.exec(new MulOp(from.x(), dy, scratch));
    scratch.sum(second_C, NOT_CHANNELS);

    double numbers = from.x().length() / (double) means.length;
    double[] sums = Matrices.rows(first_C);
    double[] products = Matrices.rows(second_C);
    double[] gains = Matrices.rows(from.gamma());
    double[] a = new double[means.length];
    double[] b = new double[means.length];
    double[] shift = new double[means.length];
    double[] gainGradient = new double[means.length];
    for (int c = 0; c < means.length; c++) {
      double scale = 1 / Math.sqrt(variances[c] + epsilon);
      gainGradient[c] = scale * (products[c] - means[c] * sums[c]);
      a[c] = gains[c] * scale;
      b[c] = -a[c] * scale * gainGradient[c] / numbers;
      shift[c] = -a[c] * sums[c] / numbers - b[c] * means[c];
    }
    Matrices.write(gainGradient, dgamma);
    Matrices.write(sums, dbeta);
    affine.apply(a, shift, dy, dx);
    affine.apply(b, new double[means.length], from.x(), scratch);
    dx.addi(scratch);
  }

  /**
   * Writes what DL4J is to subtract from the running statistics: (1 - d) (running - batch), with
   * the unbiased variance.
   *
   * @param decay d
   * @param numbers m
   * @param mean running mean
   * @param variance running variance
   * @param changes receives both, by DL4J's names
   */
  void changes(
      double decay, long numbers, INDArray mean, INDArray variance, Map<String, INDArray> changes) {
    double unbiased = numbers < 2 ? 1 : numbers / (numbers - 1.0);
    double[] meanChange = Matrices.rows(mean);
    double[] varianceChange = Matrices.rows(variance);
    for (int c = 0; c < means.length; c++) {
      meanChange[c] = (1 - decay) * (meanChange[c] - means[c]);
      varianceChange[c] = (1 - decay) * (varianceChange[c] - unbiased * variances[c]);
    }
    Matrices.write(meanChange, changes.get(BatchNormalizationParamInitializer.GLOBAL_MEAN));
    Matrices.write(varianceChange, changes.get(BatchNormalizationParamInitializer.GLOBAL_VAR));
  }
}
