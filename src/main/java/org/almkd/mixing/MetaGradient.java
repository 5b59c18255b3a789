package org.almkd.mixing;

import org.almkd.loss.Softmax;
import org.almkd.model.Matrices;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The meta-gradient of one chunk in closed form (eq 7 to 9, 14, 16), on the last layer alone.
 *
 * <p>With dS_i = softmax(a_i) - y_i and dK_ki = tau (softmax(a_i / tau) - softmax(t_ki / tau)):
 *
 * <pre>
 * D  (C x (H+1)) = sum_i (1/n) [w_0i dS_i + sum_k w_ki dK_ki] [h_i;1]^T     look-ahead gradient
 * a*             = a - eta D [h;1]                                          looked-ahead logits
 * G  (C x (H+1)) = weightV mean_V (softmax(a*) - q)[h;1]^T + beta mean_chunk (same)
 * d outer / d w_0i = -(eta/n) dS_i^T G [h_i;1],   d outer / d w_ki = -(eta/n) dK_ki^T G [h_i;1]
 * </pre>
 *
 * <p>and the rule turns slopes of weights into slopes of lambdas. The gradient of row i is an outer
 * product with h_i, so that six matrix products do and no n x C x H array ever exists: time O((n +
 * V) C H), memory O((n + V)(C + H) + K n C + C H). n is the number of rows of the row's own
 * look-ahead batch.
 *
 * <p>D. Sivasubramanian et al., adaptive loss mixing for knowledge distillation (ALM-KD), 2022.
 */
public final class MetaGradient {
  private final LastLayer chunk;
  private final LastLayer validation;
  private final LossRule rule;
  private final OuterLoss outer;
  private final double learningRate;

  /** 1/n of each row's look-ahead batch. */
  private final double[] rowWeight_N;

  /** dS, then dK of each teacher. */
  private final double[][] slopes_K1NC;

  private final double[] validationTarget_VC;
  private final double[] chunkTarget_NC;

  /**
   * Prepares a chunk; what does not depend on the lambdas is computed once.
   *
   * @param chunk the chunk's rows
   * @param validation its validation batch
   * @param rule how lambdas become weights
   * @param outer the outer loss
   * @param learningRate eta of the epoch
   */
  public MetaGradient(
      LastLayer chunk, LastLayer validation, LossRule rule, OuterLoss outer, double learningRate) {
    this(chunk, validation, outer.target().of(validation), rule, outer, learningRate);
  }

  /** The same, where the validation batch's target q is known: many chunks share a batch. */
  MetaGradient(
      LastLayer chunk,
      LastLayer validation,
      double[] validationTarget_VC,
      LossRule rule,
      OuterLoss outer,
      double learningRate) {
    this.chunk = chunk;
    this.validation = validation;
    this.validationTarget_VC = validationTarget_VC;
    this.rule = rule;
    this.outer = outer;
    this.learningRate = learningRate;
    this.rowWeight_N = rowWeights(chunk.rows(), outer.lookAheadBatchSize());
    this.slopes_K1NC = LogitGradients.all(chunk, outer.temperature());
    this.chunkTarget_NC = outer.trainTermWeight() == 0 ? new double[0] : outer.target().of(chunk);
  }

  private static double[] rowWeights(int rows, int batchSize) {
    int size = batchSize == 0 ? rows : batchSize;
    double[] weights = new double[rows];
    for (int i = 0; i < rows; i++) {
      int first = i / size * size;
      weights[i] = 1.0 / Math.min(size, rows - first);
    }
    return weights;
  }

  /**
   * Returns d outer / d lambda, N x R row-major.
   *
   * @param lambda_NR the chunk's lambdas, row-major
   */
  public double[] at(double[] lambda_NR) {
    Affine lookAhead = Affine.gradient(mixedSlopes(lambda_NR), chunk.features_NH());
    Affine outerGradient =
        outerGradient(validation, validationTarget_VC, outer.validationTermWeight(), lookAhead);
    if (outer.trainTermWeight() != 0) {
      outerGradient.add(outerGradient(chunk, chunkTarget_NC, outer.trainTermWeight(), lookAhead));
    }
    return lambdaGradient(lambda_NR, outerGradient.apply(chunk.features_NH()));
  }

  /** Returns (1/n)(w_0 dS + sum_k w_k dK_k) of each row. */
  private double[] mixedSlopes(double[] lambda_NR) {
    int classes = chunk.classes();
    double[] weights_K1 = new double[slopes_K1NC.length];
    double[] mixed_NC = new double[chunk.rows() * classes];
    for (int i = 0; i < chunk.rows(); i++) {
      rule.writeWeights(lambda_NR, i * rule.columns(), weights_K1, 0);
      for (int m = 0; m < weights_K1.length; m++) {
        double weight = rowWeight_N[i] * weights_K1[m];
        for (int j = i * classes; j < (i + 1) * classes; j++) {
          mixed_NC[j] += weight * slopes_K1NC[m][j];
        }
      }
    }
    return mixed_NC;
  }

  /** Returns weight x mean over rows of (softmax(a*) - q)[h;1]^T. */
  private Affine outerGradient(LastLayer rows, double[] target, double weight, Affine lookAhead) {
    int classes = rows.classes();
    double[] moved = lookAhead.apply(rows.features_NH());
    for (int j = 0; j < moved.length; j++) {
      moved[j] = rows.logits_NC()[j] - learningRate * moved[j];
    }
    for (int i = 0; i < rows.rows(); i++) {
      Softmax.write(moved, i * classes, classes, 1, moved, i * classes);
    }
    for (int j = 0; j < moved.length; j++) {
      moved[j] = weight / rows.rows() * (moved[j] - target[j]);
    }
    return Affine.gradient(moved, rows.features_NH());
  }

  private double[] lambdaGradient(double[] lambda_NR, double[] outerSlopes_NC) {
    int classes = chunk.classes();
    double[] slopes_K1 = new double[slopes_K1NC.length];
    double[] gradient_NR = new double[lambda_NR.length];
    for (int i = 0; i < chunk.rows(); i++) {
      for (int m = 0; m < slopes_K1.length; m++) {
        double product = 0;
        for (int j = i * classes; j < (i + 1) * classes; j++) {
          product += slopes_K1NC[m][j] * outerSlopes_NC[j];
        }
        slopes_K1[m] = -learningRate * rowWeight_N[i] * product;
      }
      rule.writeGradient(lambda_NR, i * rule.columns(), slopes_K1, gradient_NR);
    }
    return gradient_NR;
  }

  /** A C x (H+1) matrix, the bias column apart. */
  private record Affine(INDArray weights_CH, double[] bias_C) {
    /** Returns sum_i s_i [h_i;1]^T. */
    static Affine gradient(double[] slopes_NC, INDArray features_NH) {
      int rows = (int) features_NH.size(0);
      int classes = slopes_NC.length / rows;
      double[] bias = new double[classes];
      for (int i = 0; i < slopes_NC.length; i += classes) {
        for (int c = 0; c < classes; c++) {
          bias[c] += slopes_NC[i + c];
        }
      }
      INDArray slopes =
          Nd4j.createUninitialized(features_NH.dataType(), new long[] {rows, classes}, 'c');
      Matrices.write(slopes_NC, slopes);
      return new Affine(Nd4j.gemm(slopes, features_NH, true, false), bias);
    }

    /** Returns A [h_i;1] of each row, N x C row-major. */
    double[] apply(INDArray features_NH) {
      double[] product_NC = Matrices.rows(Nd4j.gemm(features_NH, weights_CH, false, true));
      for (int i = 0; i < product_NC.length; i += bias_C.length) {
        for (int c = 0; c < bias_C.length; c++) {
          product_NC[i + c] += bias_C[c];
        }
      }
      return product_NC;
    }

    void add(Affine other) {
      weights_CH.addi(other.weights_CH);
      for (int c = 0; c < bias_C.length; c++) {
        bias_C[c] += other.bias_C[c];
      }
    }
  }
}
